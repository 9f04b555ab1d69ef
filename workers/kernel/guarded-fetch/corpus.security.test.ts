/**
 * The corpus of hostile and ordinary addresses. What leaves is counted where it would leave, at `fetch` itself: that the
 * runtime refuses a private address as well proves nothing about the guard.
 */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  HOSTILE_TEXTS,
  HOSTILE_ZONES,
  ORDINARY_URLS,
  ORDINARY_ZONES,
  type Zone,
} from '../../testing/outbound-corpus.ts';
import { playZone, testGuard } from '../../testing/played-outside.ts';
import { AppError } from '../errors.ts';

const BOUNDS = { timeoutMs: 5000, bytesMax: 1000 };
/** Of the test itself: its resolver, and the door to what that says. */
const OWN = /^http:\/\/(?:doh|script)\.outside\.test\//;

const left: string[] = [];
const real = globalThis.fetch;
vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
  const url = new Request(input as RequestInfo).url;
  if (OWN.test(url)) return await real(input as RequestInfo, init as RequestInit);
  left.push(url);
  return new Response('a page');
});
afterAll(() => void vi.restoreAllMocks());
beforeEach(() => {
  left.length = 0;
});

const guard = testGuard();

/** What the guard says to a call: the reason of a refusal, or `let out`. */
async function outcomeOf(url: string): Promise<string> {
  try {
    await (await guard.fetch(url, {}, BOUNDS)).text();
    return 'let out';
  } catch (error) {
    return error instanceof AppError && error.code === 'url_refused' ? String(error.details?.reason) : String(error);
  }
}

const hostOf = (nth: number, kind: string) => `${kind}-${nth}.corpus.vendor.com`;

async function play(zones: readonly Zone[], kind: string): Promise<void> {
  for (const [nth, { status = 0, a = [], aaaa = [] }] of zones.entries()) {
    await playZone(hostOf(nth, kind), { status, a, aaaa });
  }
}

describe('the corpus', () => {
  it('has at least 300 hostile and 40 ordinary addresses', () => {
    const hostile = [...HOSTILE_TEXTS.flatMap(({ urls }) => urls), ...HOSTILE_ZONES];
    expect(new Set(hostile).size).toBe(hostile.length);
    expect(hostile.length).toBeGreaterThanOrEqual(300);
    expect(ORDINARY_URLS.length + ORDINARY_ZONES.length).toBeGreaterThanOrEqual(40);
  });

  it.each(HOSTILE_TEXTS)('lets none out: $why', async ({ urls, reason }) => {
    const outcomes = await Promise.all(urls.map(async (url) => ({ url, outcome: await outcomeOf(url) })));
    expect(outcomes.filter(({ outcome }) => outcome !== reason)).toEqual([]);
    expect(left).toEqual([]);
  });

  it('lets none out for where its host leads', async () => {
    await play(HOSTILE_ZONES, 'hostile');
    const outcomes = await Promise.all(
      HOSTILE_ZONES.map(async (zone, nth) => ({
        zone,
        outcome: await outcomeOf(`https://${hostOf(nth, 'hostile')}/`),
      })),
    );
    expect(outcomes.filter(({ zone, outcome }) => outcome !== zone.reason)).toEqual([]);
    expect(left).toEqual([]);
  });

  it('refuses no ordinary address', async () => {
    const public4 = { a: ['93.184.215.14'] };
    for (const url of ORDINARY_URLS) await playZone(new URL(url).hostname.replace(/\.$/, ''), public4);
    const outcomes = await Promise.all(ORDINARY_URLS.map(async (url) => ({ url, outcome: await outcomeOf(url) })));
    expect(outcomes.filter(({ outcome }) => outcome !== 'let out')).toEqual([]);
    expect(left).toHaveLength(ORDINARY_URLS.length);
  });

  it('refuses no ordinary host', async () => {
    await play(ORDINARY_ZONES, 'ordinary');
    const outcomes = await Promise.all(
      ORDINARY_ZONES.map((_, nth) => outcomeOf(`https://${hostOf(nth, 'ordinary')}/`)),
    );
    expect(outcomes).toEqual(ORDINARY_ZONES.map(() => 'let out'));
    expect(left).toHaveLength(ORDINARY_ZONES.length);
  });
});
