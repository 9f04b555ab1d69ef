/** Runs the test runners and reads from their JSON reports what passed and what failed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureTestPrograms } from './debian-programs.ts';
import { exitCode, startTool } from './project.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Unit and integration tests: the Worker's in workerd, the commands' and the web app's in Node. A skipped one has failed. */
export async function runVitest(reports: string): Promise<Tally> {
  ensureTestPrograms();
  const file = path.join(reports, 'vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await exitCode(startTool('vitest', args, { stdio: ['ignore', 'inherit', 'inherit'] }));
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  return withExitCode({ passed: numPassedTests, failed: numFailedTests + numPendingTests }, code);
}

/** Counts of a Playwright report; a test that passed only on a second try counts as failed, and so does one that was skipped. */
export function readPlaywrightReport(file: string, code: number): Tally {
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  return withExitCode({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }, code);
}

/** A runner that fails without a failed test (a suite that did not load, say) is still a failure. */
function withExitCode(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
