/** Seconds until a moment, redrawn as they pass. */
import { useEffect, useState } from 'preact/hooks';

const REDRAW_MS = 250;

export function useSecondsUntil(untilMs: number): number {
  const left = () => Math.max(0, Math.ceil((untilMs - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (left() === 0) return undefined;
    const timer = setInterval(() => setSeconds(left()), REDRAW_MS);
    return () => clearInterval(timer);
  }, [untilMs]);
  return seconds;
}
