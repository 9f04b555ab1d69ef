/**
 * Marks a text that only the API description shows. The Worker is bundled with `workers/no-api-text.ts` in its place
 * (`[alias]` in wrangler.toml), so that no such text is shipped: nothing in the Worker may read one.
 */
export const apiText = (text: string): string => text;
