/** The time of the device, drawn anew at an interval: what is said of ages and waits stays true while the page is open. */
import { useEffect, useState } from 'preact/hooks';

/** @returns Milliseconds since the Unix epoch. @param intervalMs Undefined when nothing changes any more. */
export function useNow(intervalMs: number | undefined): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (intervalMs === undefined) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return Date.now();
}
