/** `npm run monitoring`: makes and checks what is in monitoring/, and shows it at work on this machine. */
import { parseArgs } from 'node:util';
import { staleFiles, writeGeneratedFiles } from './lib/monitoring/generated-files.ts';
import { startLocalPrometheus } from './lib/monitoring/local-prometheus.ts';
import { checkRules } from './lib/monitoring/rule-check.ts';
import { exitCode } from './lib/project.ts';

const HELP = `npm run monitoring -- <command> – alert rules, dashboards, and a local Prometheus

  build                  writes monitoring/ anew from the metric catalogue and the alert table
  check                  is monitoring/ up to date, and does promtool accept the rules and their tests?
  run                    starts Prometheus on a free port against the local server (npm start); ends with Ctrl-C

  --url <origin>         the server that "run" reads (http://localhost:8787)

Exit codes: 0 done, 1 stale, refused or failed, 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    url: { type: 'string', default: 'http://localhost:8787' },
  },
});

function usage(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function check(): void {
  const stale = staleFiles();
  const problem = checkRules();
  if (stale.length > 0) console.error(`Stale (npm run monitoring -- build): ${stale.join(', ')}`);
  if (problem !== undefined) console.error(problem);
  if (stale.length > 0 || problem !== undefined) process.exitCode = 1;
  else console.log('monitoring/ is up to date, and promtool is content.');
}

async function run(target: URL): Promise<void> {
  const prometheus = await startLocalPrometheus(target);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => prometheus.process.kill('SIGTERM'));
  }
  console.log(`Prometheus reads ${target.origin}/metrics: ${prometheus.url}/alerts · end with Ctrl-C`);
  process.exitCode = await exitCode(prometheus.process);
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (!URL.canParse(values.url) || !/^https?:$/.test(new URL(values.url).protocol)) usage('--url must be an origin.');
if (positionals.length > 1) usage('One command at a time.');
try {
  switch (positionals[0]) {
    case 'build':
      writeGeneratedFiles();
      break;
    case 'check':
      check();
      break;
    case 'run':
      await run(new URL(values.url));
      break;
    case undefined:
      usage('A command is missing.');
      break;
    default:
      usage(`"${positionals[0]}" is not a command.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
