/**
 * How many times as long one piece of work takes as another. Each is done several times in turn and its fastest run counts:
 * what else the machine does makes runs slower and never faster, so the fastest one is the work itself.
 */
const ROUNDS = 5;
/** Milliseconds below which a clock says little. */
const MS_MIN = 1;

export function timeRatio(small: () => unknown, large: () => unknown): number {
  const [smallMs, largeMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    smallMs.push(msOf(small));
    largeMs.push(msOf(large));
  }
  return Math.min(...largeMs) / Math.max(MS_MIN, Math.min(...smallMs));
}

function msOf(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}
