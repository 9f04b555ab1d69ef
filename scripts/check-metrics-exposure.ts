/** `npm run check:metrics-exposure`: is the metrics page of a deployment closed to outsiders and open to the scraper? */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { probeExposure } from './lib/metrics-exposure.ts';

const HELP = `npm run check:metrics-exposure -- <url> [options] – probes /metrics from outside and inside

  <url>                 the deployment, such as https://roundhouse.example
  --token-file <path>   file with the scrape token; the variable METRICS_TOKEN does as well.
                        Without either only the outside is probed.
  --timeout <seconds>   for each probe (10)

Run it from an address that is not in METRICS_ALLOWLIST, or the outside probes come from inside.

Exit codes: 0 closed as it should be, 1 exposed, 2 wrong usage, 3 unreachable or not verified.`;

const EXIT = { closed: 0, exposed: 1, usage: 2, unsure: 3 } as const;

function usage(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(EXIT.usage);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        'token-file': { type: 'string' },
        timeout: { type: 'string', default: '10' },
      },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function readToken(file: string | undefined): string | undefined {
  try {
    const text = file === undefined ? (process.env.METRICS_TOKEN ?? '') : readFileSync(file, 'utf8');
    return text.trim() || (file === undefined ? undefined : usage(`${file} is empty.`));
  } catch {
    return usage(`${file} cannot be read.`);
  }
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(HELP);
  process.exit(EXIT.closed);
}
const [address] = positionals;
if (positionals.length !== 1 || address === undefined || !URL.canParse(address)) usage('Name one address.');
const url = new URL(address);
if (url.protocol !== 'https:' && url.protocol !== 'http:') usage('The address must begin with https:// or http://.');
if (url.pathname === '/') url.pathname = '/metrics';
const timeoutSeconds = Number(values.timeout);
if (!(timeoutSeconds > 0 && timeoutSeconds <= 300)) usage('--timeout takes seconds, at most 300.');
const token = readToken(values['token-file']);
const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
if (token !== undefined && url.protocol === 'http:' && !isLocal) usage('The token is not sent without https.');

const findings = await probeExposure(url, token, timeoutSeconds * 1000);
for (const { probe, verdict, detail } of findings) {
  console.log(`${verdict === 'exposed' || verdict === 'unsure' ? '✗' : '✓'} ${probe}: ${detail}`);
}
if (token === undefined) console.log('– inside: not probed, no token given');
const verdicts = new Set(findings.map(({ verdict }) => verdict));
process.exitCode = verdicts.has('exposed') ? EXIT.exposed : verdicts.has('unsure') ? EXIT.unsure : EXIT.closed;
