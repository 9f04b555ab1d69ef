import { describe, expect, it } from 'vitest';
import { EXPIRY_DAYS_MAX } from '../../../shared/access-admin.limits.ts';
import { EXPIRY_DAYS, expiryChoice, expiryOf } from './expiry.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('the end of what a person makes', () => {
  it('is so many days from now, or never', () => {
    expect(expiryOf('30', NOW)).toBe('2026-12-20T12:00:00.000Z');
    expect(expiryOf('never', NOW)).toBeUndefined();
  });

  it('is never later than the server allows', () => {
    expect(Math.max(...EXPIRY_DAYS)).toBeLessThan(EXPIRY_DAYS_MAX);
  });

  it('is read from a select', () => {
    expect(EXPIRY_DAYS.map((days) => expiryChoice(String(days)))).toEqual(['1', '7', '30', '90', '365']);
    expect(expiryChoice('')).toBe('never');
  });
});
