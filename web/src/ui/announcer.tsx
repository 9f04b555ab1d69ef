/** One polite live region for the whole page. What is announced is also visible somewhere; this is for the ear. */
import { signal } from '@preact/signals';

const message = signal('');

export function announce(text: string): void {
  // A reader ignores a text that does not change, so a repeated one gets an invisible difference.
  message.value = text === message.peek() ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <div class="visually-hidden" aria-live="polite" aria-atomic="true">
      {message.value}
    </div>
  );
}
