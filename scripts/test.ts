/**
 * `npm test`: everything that must hold, from types to the browser, and one closing line `N passed, N failed`.
 * A step that cannot run counts as failed: silence is never a pass.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runBrowserTests } from './lib/browser-tests.ts';
import { buildAssets } from './lib/build.ts';
import { CHECKS, generateWorkerTypes } from './lib/checks.ts';
import { inProject } from './lib/project.ts';
import { runVitest, type Tally } from './lib/test-reports.ts';

const HELP = `npm test – static checks, unit and integration tests in workerd, browser tests

  --only checks|vitest|browser   one part alone (npm test -- --only vitest)
  --grep <pattern>               browser tests with such a name (--only browser --grep "token rotation")`;

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, grep: { type: 'string' }, only: { type: 'string' } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

let passed = 0;
let failed = 0;

/** Runs one part; what it throws is one failure with its reason. */
async function part(name: string, run: () => Promise<Tally>): Promise<void> {
  if (values.only !== undefined && values.only !== name) return;
  console.log(`\n── ${name} ──`);
  try {
    const tally = await run();
    passed += tally.passed;
    failed += tally.failed;
  } catch (error) {
    failed += 1;
    console.log(error instanceof Error ? error.message : error);
  }
}

async function runChecks(): Promise<Tally> {
  const tally = { passed: 0, failed: 0 };
  for (const { name, run } of CHECKS) {
    const problem = await run();
    console.log(`${problem === undefined ? '✓' : '✗'} ${name}`);
    if (problem === undefined) tally.passed += 1;
    else {
      tally.failed += 1;
      console.log(problem);
    }
  }
  return tally;
}

const reports = mkdtempSync(inProject('node_modules', '.reports-'));
try {
  await generateWorkerTypes();
  await buildAssets();
  await part('checks', runChecks);
  await part('vitest', () => runVitest(reports));
  await part('browser', () => runBrowserTests(reports, values.grep));
} catch (error) {
  failed += 1;
  console.log(error instanceof Error ? error.message : error);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
