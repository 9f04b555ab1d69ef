/** `npm start`: everything on this machine, on one address. */
import { unwatchFile, watchFile } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildAssets } from './lib/build.ts';
import { ensureDevVars } from './lib/dev-vars.ts';
import { isPortFree, startLocalServer, stopLocalServer, waitUntilReady } from './lib/local-server.ts';
import { exitCode, inProject } from './lib/project.ts';

const SECRETS_POLL_MS = 500;

const HELP = `npm start – runs Roundhouse on this machine

  PORT   port to listen on (8787)
  HOST   address to listen on (localhost)

Secrets are generated into .dev.vars when they are missing; data is kept in .wrangler/state.
Delete that folder to begin anew.`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
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
const options = { host, port, persistTo: inProject('.wrangler', 'state'), secretsFile };
let server = await startLocalServer(options);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopLocalServer(server));
try {
  await waitUntilReady(baseUrl, server);
  console.log(
    `\nRoundhouse is ready on ${baseUrl}\nAPI description: ${baseUrl}/docs/ · health: ${baseUrl}/health · end with Ctrl-C`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stopLocalServer(server);
}
for (;;) {
  const code = await Promise.race([exitCode(server), changeOf(secretsFile)]);
  unwatchFile(secretsFile);
  if (code !== 'changed') {
    process.exitCode = code;
    break;
  }
  // The runtime reads secrets when it starts; deployed, a new secret is a new version of the Worker.
  console.log('The secrets have changed: starting again …');
  await stopLocalServer(server);
  server = await startLocalServer(options);
}

function changeOf(file: string): Promise<'changed'> {
  return new Promise((resolve) => watchFile(file, { interval: SECRETS_POLL_MS }, () => resolve('changed')));
}
