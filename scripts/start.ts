/** `npm start`: everything on this machine, on one address. */
import { parseArgs } from 'node:util';
import { buildAssets } from './lib/build.ts';
import { ensureDevVars } from './lib/dev-vars.ts';
import { isPortFree, keepServing, waitUntilReady } from './lib/local-server.ts';
import { startLocalSignIn } from './lib/local-sign-in.ts';
import { inProject } from './lib/project.ts';

const HELP = `npm start – runs Roundhouse on this machine

  --logs show the log, one JSON object for each request (npm start -- --logs); warnings and errors show without
  PORT   port to listen on (8787)
  HOST   address to listen on (localhost)

Without a sign-in provider of its own (OIDC_PROVIDER) it brings one for development, on PORT + 1 where that is free.
Secrets are generated into .dev.vars when they are missing; data is kept in .wrangler/state.
Delete that folder to begin anew.`;

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, logs: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const host = process.env.HOST || 'localhost';
const port = Number(process.env.PORT || 8787);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`);
  process.exit(2);
}
if (!(await isPortFree(host, port))) {
  console.error(`Something listens on ${host}:${port} already. Stop it, or choose another port: PORT=8788 npm start`);
  process.exit(1);
}

const secretsFile = inProject('.dev.vars');
const generated = ensureDevVars(secretsFile);
if (generated.length > 0) console.log(`Generated ${generated.join(', ')} into .dev.vars.`);
console.log('Building the web app …');
await buildAssets();

const baseUrl = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host}:${port}`;
const signIn = await startLocalSignIn(baseUrl, port + 1, secretsFile);
const persistTo = inProject('.wrangler', 'state');
const server = await keepServing({
  host,
  port,
  persistTo,
  secretsFile,
  vars: { CONSOLE_ENABLED: 'true', ...signIn.vars },
  logs: values.logs,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.stop());
try {
  await waitUntilReady(baseUrl, server.process());
  console.log(
    `\nRoundhouse is ready on ${baseUrl}\nAPI description: ${baseUrl}/docs/ · health: ${baseUrl}/health · end with Ctrl-C`,
  );
  if (signIn.issuer !== undefined) console.log(`Sign-in, development only: ${baseUrl}/auth/login`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await server.stop();
}
process.exitCode = await server.ended;
await signIn.stop();
