/** `npm run test:bitwarden`: the official Bitwarden command line, driven by the console's client. */
import { parseArgs } from 'node:util';
import { ensureBitwardenCli } from './lib/bitwarden-cli.ts';
import { exitCode, inProject, startTool } from './lib/project.ts';

const HELP = `npm run test:bitwarden – the console's Bitwarden client against the official command line

Fetches @bitwarden/cli into .wrangler/tools on the first run (89 MB), signs it in at a small server on this machine, and
unlocks and reads a real vault behind a real "bw serve". Nothing leaves the machine but that fetch.`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
ensureBitwardenCli();
const config = inProject('scripts', 'tests', 'bitwarden', 'vitest.config.ts');
process.exitCode = await exitCode(startTool('vitest', ['run', '--config', config], { stdio: 'inherit' }));
