/**
 * localStorage that may be missing, full or forbidden (private windows, blocked site data).
 *
 * Every value is also held in memory, so play goes on in this tab when the device refuses; it is then lost with the
 * tab, and `persistent` says so. Never throws.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

export interface DeviceStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Removes every key that begins with `prefix`. */
  forget(prefix: string): void;
  /** False once the device refused a read or a write. */
  readonly persistent: ReadonlySignal<boolean>;
}

/** Part of the DOM `Storage` that is used; `undefined` when the browser gives none. */
export type StorageArea = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function createDeviceStorage(area: StorageArea | undefined): DeviceStorage {
  const memory = new Map<string, string>();
  const persistent = signal(area !== undefined);

  /** Runs one access; the first refusal moves this tab to memory for good, so that reads and writes stay together. */
  function onDevice<T>(access: (area: StorageArea) => T): T | undefined {
    if (area === undefined || !persistent.peek()) return undefined;
    try {
      return access(area);
    } catch {
      persistent.value = false;
      return undefined;
    }
  }

  return {
    get(key) {
      const stored = onDevice((device) => device.getItem(key));
      return persistent.peek() ? (stored ?? undefined) : memory.get(key);
    },
    set(key, value) {
      memory.set(key, value);
      onDevice((device) => device.setItem(key, value));
    },
    remove(key) {
      memory.delete(key);
      onDevice((device) => device.removeItem(key));
    },
    forget(prefix) {
      memory.clear();
      onDevice((device) => {
        const keys = Array.from({ length: device.length }, (_, index) => device.key(index));
        for (const key of keys) if (key?.startsWith(prefix)) device.removeItem(key);
      });
    },
    persistent,
  };
}

/**
 * One of the browser's areas, or `undefined` where even naming it throws.
 *
 * @param name `sessionStorage` ends with the tab.
 */
export function browserStorageArea(name: 'localStorage' | 'sessionStorage' = 'localStorage'): StorageArea | undefined {
  try {
    return globalThis[name] ?? undefined;
  } catch {
    return undefined;
  }
}
