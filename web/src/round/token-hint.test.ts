import { describe, expect, it } from 'vitest';
import { NOW, sampleToken } from './round.samples.ts';
import { clockAheadOf, looksLikeToken, readTokenTimes, tokenLeftMs } from './token-hint.ts';

describe('token hint', () => {
  it('reads issue and expiry', () => {
    expect(readTokenTimes(sampleToken(NOW))).toEqual({ issuedAtMs: NOW, expiresAtMs: NOW + 120_000 });
  });

  it.each(['', 'a.b', 'a.b.c.d', 'a.!.c', 'a.e30.c', `a.${btoa('{"iat":"1","exp":2}')}.c`, 'x'.repeat(5000)])(
    'gives none for %s',
    (token) => {
      expect(readTokenTimes(token)).toBeUndefined();
      expect(tokenLeftMs(token, 0, NOW)).toBeUndefined();
    },
  );

  it('takes a difference of clocks into account', () => {
    const token = sampleToken(NOW);
    const aheadNow = NOW + 300_000;
    expect(clockAheadOf(token, aheadNow)).toBe(300_000);
    expect(tokenLeftMs(token, 300_000, aheadNow)).toBe(120_000);
  });

  it('says that a token shifted into the past has expired', () => {
    expect(tokenLeftMs(sampleToken(NOW - 200_000), 0, NOW)).toBe(-80_000);
  });

  it('knows what is not worth sending', () => {
    expect(looksLikeToken(sampleToken(NOW))).toBe(true);
    expect(looksLikeToken(undefined)).toBe(false);
    expect(looksLikeToken('{"a":1}')).toBe(false);
  });
});
