/**
 * The admin token as the operator typed it: kept for this tab only (session storage), never on the device for good, and
 * in memory where the browser keeps nothing.
 */
import { signal } from '@preact/signals';

const KEY = 'roundhouse.ops.token';

export interface TokenArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** @param area Gives the session storage, or throws where there is none. */
export function createAdminToken(area: () => TokenArea) {
  const attempt = <Result>(work: (storage: TokenArea) => Result): Result | undefined => {
    try {
      return work(area());
    } catch {
      // A browser that keeps nothing: the token lives as long as the page.
      return undefined;
    }
  };
  const token = signal(attempt((storage) => storage.getItem(KEY)) ?? undefined);
  return {
    current: (): string | undefined => token.value,
    keep: (typed: string): void => {
      token.value = typed;
      attempt((storage) => storage.setItem(KEY, typed));
    },
    forget: (): void => {
      token.value = undefined;
      attempt((storage) => storage.removeItem(KEY));
    },
  };
}
