/** Whether the browser believes that it is online. `false` is reliable, `true` is only a hope. */
import { type ReadonlySignal, signal } from '@preact/signals';

export interface Connectivity {
  readonly online: ReadonlySignal<boolean>;
}

/** @param target Where `online` and `offline` events arrive; the window. */
export function watchConnectivity(target: EventTarget, isOnline: () => boolean): Connectivity {
  const online = signal(isOnline());
  target.addEventListener('online', () => {
    online.value = true;
  });
  target.addEventListener('offline', () => {
    online.value = false;
  });
  return { online };
}
