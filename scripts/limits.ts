/** `npm run limits`: what the rate limits of a running house have seen, and what that proposes. */
import { parseArgs } from 'node:util';
import { limitsReply, observedReply } from '../shared/limits.schema.ts';
import { adminGet, findAdminToken } from './lib/admin-client.ts';
import { limitReport } from './lib/limit-report.ts';
import { inProject } from './lib/project.ts';

const HELP = `npm run limits -- report [options] – limits proposed from what was observed

  report                 one row for each policy: peaks of callers in shadow mode, and a proposal

  --url <origin>         the house to ask (http://localhost:8787)
  --token-file <path>    file with the admin token; else ADMIN_TOKEN, else .dev.vars for a house on this machine
  --json                 for programs

A policy is put into shadow mode by an override: docs/limits.md.

Exit codes: 0 done, 1 refused or failed (also when a shard did not answer), 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean', default: false },
    'token-file': { type: 'string' },
    url: { type: 'string', default: 'http://localhost:8787' },
  },
});

function usage(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

async function report(url: string, token: string): Promise<void> {
  const access = { url, token };
  const limits = limitsReply.parse(await adminGet(access, '/admin/limits'));
  const observed = observedReply.parse(await adminGet(access, '/admin/limits/observed'));
  const rows = limitReport(limits, observed);
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else console.table(rows);
  if (observed.shards_missing === 0) return;
  console.error(`${observed.shards_missing} shards did not answer: their callers are missing.`);
  process.exitCode = 1;
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (positionals.length !== 1 || positionals[0] !== 'report') {
  usage(positionals.length === 0 ? 'A command is missing.' : `"${positionals.join(' ')}" is not a command.`);
}
if (!URL.canParse(values.url) || !/^https?:$/.test(new URL(values.url).protocol)) usage('--url must be an origin.');
try {
  const sources = {
    tokenFile: values['token-file'],
    env: process.env,
    devVars: inProject('.dev.vars'),
    url: values.url,
  };
  const token = findAdminToken(sources);
  if (token === undefined) usage('There is no admin token: give --token-file or set ADMIN_TOKEN.');
  await report(values.url, token);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
