import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../shared/client.ts';
import { createPersistentCaller } from './persistent-call.ts';

const lost = () => new ApiError({ code: 'network', status: 0, message: '', retryable: true });
const limited = () =>
  new ApiError({ code: 'rate_limited', status: 429, message: '', retryable: true, retryAfterSeconds: 3 });

function setUp(isOnline = true) {
  const online = signal(isOnline);
  return { online, caller: createPersistentCaller({ online, now: Date.now }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a persistent call', () => {
  it('repeats after the backoff until it succeeds', async () => {
    const attempt = vi.fn().mockRejectedValueOnce(lost()).mockRejectedValueOnce(lost()).mockResolvedValue('reply');
    const { caller } = setUp();
    const outcome = caller.run(attempt);
    await vi.advanceTimersByTimeAsync(999);
    expect(attempt).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempt).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await outcome).toEqual({ kind: 'done', value: 'reply' });
    expect(caller.status.value).toEqual({ kind: 'idle' });
  });

  it('waits as long as a 429 says and cannot be hurried into less by its own count', async () => {
    const attempt = vi.fn().mockRejectedValueOnce(limited()).mockResolvedValue('reply');
    const { caller } = setUp();
    const outcome = caller.run(attempt);
    await vi.advanceTimersByTimeAsync(2999);
    expect(caller.status.value).toMatchObject({ kind: 'waiting', reason: 'rate_limited', manual: false });
    expect(attempt).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toEqual({ kind: 'done', value: 'reply' });
  });

  it('stalls after three tries and goes on when the player asks', async () => {
    const attempt = vi.fn().mockRejectedValue(lost());
    const { caller } = setUp();
    const outcome = caller.run(attempt);
    await vi.advanceTimersByTimeAsync(7000);
    expect(attempt).toHaveBeenCalledTimes(4);
    expect(caller.status.value).toEqual({ kind: 'stalled', reason: 'network' });
    attempt.mockResolvedValue('reply');
    caller.retryNow();
    expect(await outcome).toEqual({ kind: 'done', value: 'reply' });
  });

  it('goes on by itself when the connection comes back', async () => {
    const attempt = vi.fn().mockRejectedValueOnce(lost()).mockResolvedValue('reply');
    const { caller, online } = setUp(false);
    const outcome = caller.run(attempt);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(caller.status.value).toEqual({ kind: 'offline' });
    online.value = true;
    expect(await outcome).toEqual({ kind: 'done', value: 'reply' });
  });

  it('abandons the run before when a new one begins', async () => {
    const { caller } = setUp();
    const first = caller.run(() => new Promise<string>((_resolve, reject) => setTimeout(() => reject(lost()), 10)));
    const second = caller.run(() => Promise.resolve('newer'));
    expect(await second).toEqual({ kind: 'done', value: 'newer' });
    await vi.advanceTimersByTimeAsync(10);
    expect(await first).toEqual({ kind: 'abandoned' });
    expect(caller.status.value).toEqual({ kind: 'idle' });
  });

  it('does not swallow a fault of the page', async () => {
    const { caller } = setUp();
    await expect(caller.run(() => Promise.reject(new TypeError('fault')))).rejects.toThrow('fault');
  });
});
