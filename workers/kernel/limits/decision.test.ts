import { describe, expect, it } from 'vitest';
import { errorResponse, toAppError } from '../errors.ts';
import type { Check, Verdict } from './decide.ts';
import { decisionOf, limitHeaders, requireAdmitted, UNLIMITED } from './decision.ts';

const check = (over: Partial<Check>): Check => ({
  policy: 'start',
  key: 'secret-key',
  cost: 1,
  limit: 1,
  windowMs: 1000,
  mode: 'enforce',
  ...over,
});
const verdict = (over: Partial<Verdict>): Verdict => ({ admitted: true, remaining: 0, renewMs: 0, waitMs: 0, ...over });

describe('decisionOf', () => {
  it('is the strictest of the limits that are enforced', () => {
    const checks = [check({}), check({ policy: 'address', limit: 600, windowMs: 60_000 })];
    const verdicts = [
      verdict({ admitted: false, waitMs: 1, renewMs: 1 }),
      verdict({ admitted: false, waitMs: 7001, renewMs: 3 }),
    ];
    expect(decisionOf(checks, verdicts)).toMatchObject({ admitted: false, retryAfterSeconds: 8 });
    expect(decisionOf(checks, [verdict({}), verdict({})])).toMatchObject({ admitted: true, retryAfterSeconds: 0 });
  });

  it('neither denies by a limit in shadow mode nor shows it', () => {
    const decision = decisionOf([check({ mode: 'shadow' })], [verdict({ admitted: false, waitMs: 5 })]);
    expect(decision).toEqual(UNLIMITED);
    expect(limitHeaders(decision)).toEqual({});
  });

  it('names a window as the wait for what can never fit', () => {
    const never = verdict({ admitted: false, waitMs: Number.POSITIVE_INFINITY });
    expect(decisionOf([check({ windowMs: 60_000 })], [never]).retryAfterSeconds).toBe(60);
  });
});

describe('the header fields', () => {
  /** A list of strings with integer parameters: what RFC 9651 leaves of the syntax for these two fields. */
  const parse = (field: string | undefined) =>
    (field ?? '').split(', ').map((item) => {
      const [, name, parameters] = /^"([a-z]+)"((?:;[a-z]+=\d+)+)$/.exec(item) ?? [];
      if (name === undefined || parameters === undefined) throw new Error(`not a member of the list: ${item}`);
      const pairs = parameters.slice(1).split(';');
      return { name, ...Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])])) };
    });

  it('name the same policies in both fields, and no caller', () => {
    const checks = [check({}), check({ policy: 'address', limit: 600, windowMs: 60_000 })];
    const headers = limitHeaders(
      decisionOf(checks, [
        verdict({ admitted: false, renewMs: 400, waitMs: 400 }),
        verdict({ remaining: 598, renewMs: 30_001 }),
      ]),
    );
    expect(parse(headers['RateLimit-Policy'])).toEqual([
      { name: 'start', q: 1, w: 1 },
      { name: 'address', q: 600, w: 60 },
    ]);
    expect(parse(headers.RateLimit)).toEqual([
      { name: 'start', r: 0, t: 1 },
      { name: 'address', r: 598, t: 31 },
    ]);
    expect(JSON.stringify(headers)).not.toContain('secret-key');
  });

  it('leave t out when nothing is taken', () => {
    expect(limitHeaders(decisionOf([check({})], [verdict({ remaining: 1 })])).RateLimit).toBe('"start";r=1');
  });
});

it('answers a denial with 429 and whole seconds', async () => {
  const decision = decisionOf([check({})], [verdict({ admitted: false, waitMs: 1 })]);
  try {
    requireAdmitted(decision);
    expect.unreachable();
  } catch (error) {
    const response = errorResponse(toAppError(error), 'id');
    expect(response.status).toBe(429);
    expect(response.headers.get('Retry-After')).toBe('1');
  }
});
