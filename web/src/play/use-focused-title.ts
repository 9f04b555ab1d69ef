/** Moves the focus to the heading of a panel that replaces the question, so that readers learn of the change. */
import { useEffect } from 'preact/hooks';

export function useFocusedTitle(reason: string): void {
  useEffect(() => {
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [reason]);
}
