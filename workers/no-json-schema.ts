/**
 * Stands in for zod's JSON schema writer when the Worker is bundled (`[alias]` in wrangler.toml). Only the build of the API
 * description writes JSON schemas, and every schema class of zod names the writer, so that no bundler can leave it out.
 */
function notInTheWorker(): never {
  throw new Error('JSON schemas are written at build time, not in the Worker.');
}

export const allProcessors = {};
export {
  notInTheWorker as aggregateChecks,
  notInTheWorker as createStandardJSONSchemaMethod,
  notInTheWorker as createToJSONSchemaMethod,
  notInTheWorker as extractDefs,
  notInTheWorker as finalize,
  notInTheWorker as initializeContext,
  notInTheWorker as processSchema,
  notInTheWorker as toJSONSchema,
};
