/**
 * What limits in shadow mode saw: for each policy, how many callers had which peak use in any window. Peaks are sorted into
 * few bounds, which are also the numbers that a report proposes as limits.
 */

/** Upper bounds in units; what lies above the last one counts as the last one. */
export const OBSERVED_BOUNDS = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000,
  1200, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10_000,
] as const;

/** The bound that a peak belongs to. */
export function observedBound(peak: number): number {
  return OBSERVED_BOUNDS.find((bound) => peak <= bound) ?? OBSERVED_BOUNDS[OBSERVED_BOUNDS.length - 1] ?? peak;
}
