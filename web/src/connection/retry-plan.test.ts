import { describe, expect, it } from 'vitest';
import { planRetry } from './retry-plan.ts';

const network = { code: 'network', status: 0, retryable: true, retryAfterSeconds: undefined } as const;
const unavailable = { code: 'unavailable', status: 503, retryable: true, retryAfterSeconds: undefined } as const;
const limited = { code: 'rate_limited', status: 429, retryable: true, retryAfterSeconds: 7 } as const;

describe('retry plan', () => {
  it('waits 1, 2 and 4 seconds, then asks the player', () => {
    expect([1, 2, 3].map((failures) => planRetry(unavailable, failures, true))).toEqual(
      [1, 2, 4].map((seconds) => ({ kind: 'wait', reason: 'server', seconds, manual: false })),
    );
    expect(planRetry(unavailable, 4, true)).toEqual({ kind: 'stalled', reason: 'server' });
  });

  it('offers to retry at once only when the network failed', () => {
    expect(planRetry(network, 1, true)).toEqual({ kind: 'wait', reason: 'network', seconds: 1, manual: true });
  });

  it('waits for the connection when the browser is offline', () => {
    expect(planRetry(network, 1, false)).toEqual({ kind: 'offline' });
    expect(planRetry(unavailable, 1, false)).toMatchObject({ kind: 'wait' });
  });

  it('honours Retry-After of a 429, however often', () => {
    const plan = { kind: 'wait', reason: 'rate_limited', seconds: 7, manual: false };
    expect(planRetry(limited, 0, true)).toEqual(plan);
    expect(planRetry(limited, 9, true)).toEqual(plan);
  });

  it('never comes back sooner than a 503 asks for', () => {
    expect(planRetry({ ...unavailable, retryAfterSeconds: 9 }, 1, true)).toMatchObject({ seconds: 9 });
    expect(planRetry({ ...unavailable, retryAfterSeconds: 0 }, 2, true)).toMatchObject({ seconds: 2 });
  });

  it.each([
    ['bad_request', 400, false],
    ['token_expired', 401, true],
    ['already_answered', 409, false],
    ['insufficient_inventory', 422, false],
    ['unreadable', 200, false],
  ] as const)('gives up on %s', (code, status, retryable) => {
    expect(planRetry({ code, status, retryable, retryAfterSeconds: undefined }, 1, true)).toEqual({ kind: 'give_up' });
  });
});
