/** `npm run format`: writes the house's formatting, on the files given or on all. */
import { exitCode, startTool } from './lib/project.ts';

const files = process.argv.slice(2);
const args = [
  'check',
  '--write',
  '--log-level=warn',
  '--no-errors-on-unmatched',
  ...(files.length > 0 ? files : ['.']),
];
process.exitCode = await exitCode(startTool('biome', args, { stdio: 'inherit' }));
