/** `npm run check`: the static checks alone, in well under a minute. */
import { CHECKS, generateWorkerTypes } from './lib/checks.ts';

await generateWorkerTypes();
for (const { name, run } of CHECKS) {
  const problem = await run();
  console.log(`${problem === undefined ? '✓' : '✗'} ${name}`);
  if (problem === undefined) continue;
  console.log(problem);
  process.exitCode = 1;
}
