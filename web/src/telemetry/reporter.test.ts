import { describe, expect, it } from 'vitest';
import { randomUuid } from '../connection/random-id.ts';
import { deliveryOf, mayReport } from './reporter.ts';

describe('mayReport', () => {
  it.each([
    [{ doNotTrack: '1' }, false],
    [{ globalPrivacyControl: true }, false],
    [{ doNotTrack: '0', globalPrivacyControl: true }, false],
    [{ doNotTrack: null, globalPrivacyControl: false }, true],
    [{ doNotTrack: 'unspecified' }, true],
    [{}, true],
  ])('%j: %s', (wishes, expected) => {
    expect(mayReport(wishes)).toBe(expected);
  });
});

describe('deliveryOf', () => {
  it('is done with what was stored and with what would never be', () => {
    for (const status of [202, 400, 404, 413, 415, 422]) expect(deliveryOf(status, null)).toEqual({ kind: 'done' });
  });

  it('sends again later what was not taken, and not before the server asked for it', () => {
    expect(deliveryOf(503, '1')).toEqual({ kind: 'again', afterMs: 30_000 });
    expect(deliveryOf(429, '58')).toEqual({ kind: 'again', afterMs: 58_000 });
    expect(deliveryOf(500, 'soon')).toEqual({ kind: 'again', afterMs: 30_000 });
  });
});

describe('randomUuid', () => {
  it('is of version 4 and new each time', () => {
    const many = Array.from({ length: 200 }, randomUuid);
    for (const uuid of many)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(many).size).toBe(200);
  });
});
