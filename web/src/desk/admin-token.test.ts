import { describe, expect, it } from 'vitest';
import { createAdminToken } from './admin-token.ts';

describe('the admin token', () => {
  it('is kept for the tab and forgotten on demand', () => {
    const kept = new Map<string, string>();
    const area = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    createAdminToken(() => area).keep('t');
    const reloaded = createAdminToken(() => area);
    expect(reloaded.current()).toBe('t');
    reloaded.forget();
    expect([reloaded.current(), kept.size]).toEqual([undefined, 0]);
  });

  it('lives in memory where the browser keeps nothing', () => {
    const token = createAdminToken(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    token.keep('t');
    expect(token.current()).toBe('t');
  });
});
