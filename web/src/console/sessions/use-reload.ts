/** Asks again now and then, as long as something can change by itself and somebody looks. */
import { useEffect } from 'preact/hooks';

/** Milliseconds between two questions. */
const RELOAD_MS = 5000;

export function useReload(isOn: boolean, load: () => Promise<void>): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, RELOAD_MS);
    return () => clearInterval(timer);
  }, [isOn]);
}
