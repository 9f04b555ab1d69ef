import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JWT_RING, METRICS_LAG_SECONDS, planStep, type RingFacts, type RotationCommand } from '../lib/jwt-rotation.ts';
import { phaseOf, type RingSettings } from '../lib/key-rotation.ts';
import { inProject } from '../lib/project.ts';
import { ringFacts, type Scrape } from '../lib/ring-facts.ts';
import { localTarget } from '../lib/secret-target.ts';

const NOW = 1_800_000_000;
const TTL = 120;
/** When the last token of a key is dead for sure, after it was signed. */
const GONE = TTL + METRICS_LAG_SECONDS;
const STEADY: RingSettings = { hasCurrent: true, hasNew: false, signer: 'current' };
const ANNOUNCED: RingSettings = { hasCurrent: true, hasNew: true, signer: 'current' };
const SWITCHED: RingSettings = { hasCurrent: true, hasNew: true, signer: 'new' };
const QUIET: RingFacts = { verifiedWithOld: 0, verifiedWithSigning: 40, goingLastSignedAt: NOW - GONE };

const plan = (command: RotationCommand, settings: RingSettings, more: Partial<Parameters<typeof planStep>[0]> = {}) =>
  planStep({
    command,
    settings,
    facts: QUIET,
    newKey: 'fresh',
    lastStepAt: NOW - 3600,
    now: NOW,
    tokenTtlSeconds: TTL,
    ...more,
  });

describe('planStep', () => {
  it('walks begin, switch, finish, and changes all of a step at once', () => {
    expect(plan('begin', STEADY)).toMatchObject({ ok: true, changes: { JWT_SECRET_NEW: 'fresh' } });
    expect(plan('switch', ANNOUNCED)).toMatchObject({ ok: true, changes: { JWT_SIGNER: 'new' } });
    expect(plan('finish', SWITCHED)).toMatchObject({
      ok: true,
      changes: { JWT_SECRET: 'fresh', JWT_SECRET_NEW: null, JWT_SIGNER: null },
    });
  });

  it.each<[RotationCommand, RingSettings]>([
    ['begin', ANNOUNCED],
    ['begin', SWITCHED],
    ['switch', STEADY],
    ['switch', SWITCHED],
    ['finish', STEADY],
    ['finish', ANNOUNCED],
    ['abort', STEADY],
  ])('refuses %s out of order', (command, settings) => {
    expect(plan(command, settings)).toMatchObject({ ok: false });
  });

  it('refuses to switch before every isolate can know the key, and tells when', () => {
    expect(plan('switch', ANNOUNCED, { lastStepAt: NOW - 59 })).toMatchObject({ ok: false, safeAt: NOW + 1 });
    expect(plan('switch', ANNOUNCED, { lastStepAt: NOW - 60 })).toMatchObject({ ok: true });
  });

  it('refuses to finish while a token of the old key may live, and tells when', () => {
    const facts = { ...QUIET, goingLastSignedAt: NOW - GONE + 1 };
    expect(plan('finish', SWITCHED, { facts })).toMatchObject({ ok: false, safeAt: NOW + 1 });
  });

  it('refuses to finish while the old key verifies more than 5 % of the tokens', () => {
    const share = (verifiedWithOld: number) =>
      plan('finish', SWITCHED, { facts: { ...QUIET, verifiedWithOld, verifiedWithSigning: 95 } });
    expect(share(5)).toMatchObject({ ok: true });
    expect(share(6)).toMatchObject({ ok: false });
  });

  it('refuses to finish blind, and without the value of the new key', () => {
    expect(plan('finish', SWITCHED, { facts: undefined })).toMatchObject({ ok: false });
    expect(plan('finish', SWITCHED, { newKey: undefined })).toMatchObject({ ok: false });
  });

  it('aborts one step at a time, and removes a key only when no token of it lives', () => {
    expect(plan('abort', SWITCHED, { facts: undefined })).toMatchObject({ ok: true, changes: { JWT_SIGNER: null } });
    expect(plan('abort', ANNOUNCED)).toMatchObject({ ok: true, changes: { JWT_SECRET_NEW: null } });
    const facts = { ...QUIET, goingLastSignedAt: NOW };
    expect(plan('abort', ANNOUNCED, { facts })).toMatchObject({ ok: false, safeAt: NOW + GONE });
  });

  it.each([STEADY, ANNOUNCED, SWITCHED])(
    'has an emergency exit from everywhere, whatever the metrics say',
    (settings) => {
      expect(plan('emergency', settings, { facts: undefined })).toMatchObject({
        ok: true,
        changes: { JWT_SECRET: 'fresh', JWT_SECRET_NEW: null, JWT_SIGNER: null },
      });
    },
  );

  it('never shows a key', () => {
    for (const command of ['begin', 'switch', 'finish', 'abort', 'emergency'] as const) {
      for (const settings of [STEADY, ANNOUNCED, SWITCHED]) {
        const step = plan(command, settings, { newKey: 'canary' });
        expect(step.ok ? step.summary : step.reason).not.toContain('canary');
      }
    }
  });
});

describe('ringFacts', () => {
  const verified = (kid: string, value: number) => ({ kid, value });
  const scrape = (old: number, fresh: number): Scrape => ({
    verified: [verified('old', old), verified('fresh', fresh)],
    lastSigned: [
      { kid: 'retired', value: 10 },
      { kid: 'old', value: 20 },
      { kid: 'fresh', value: 30 },
    ],
  });

  it('counts what was verified between two looks, and knows which key is going', () => {
    expect(ringFacts('switched', 'fresh', scrape(100, 5), scrape(101, 25))).toEqual({
      verifiedWithOld: 1,
      verifiedWithSigning: 20,
      goingLastSignedAt: 20,
    });
    expect(ringFacts('announced', 'fresh', scrape(0, 0), scrape(0, 0)).goingLastSignedAt).toBe(30);
  });

  it('takes every key for going when it does not know the new one', () => {
    expect(ringFacts('switched', undefined, scrape(0, 0), scrape(0, 0)).goingLastSignedAt).toBe(30);
  });
});

describe('localTarget', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(inProject('.wrangler'), { recursive: true });
    folder = mkdtempSync(inProject('.wrangler', 'keys-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('sets and deletes in one step and leaves the rest as it was', async () => {
    const file = path.join(folder, 'vars');
    writeFileSync(file, '# note\nJWT_SECRET=one\nOTHER = kept\n');
    const target = localTarget(file);
    expect(phaseOf(await target.settings(JWT_RING.names))).toBe('steady');
    await target.apply({ JWT_SECRET_NEW: 'two' });
    expect(phaseOf(await target.settings(JWT_RING.names))).toBe('announced');
    await target.apply({ JWT_SIGNER: 'new' });
    expect(phaseOf(await target.settings(JWT_RING.names))).toBe('switched');
    await target.apply({ JWT_SECRET: 'two', JWT_SECRET_NEW: null, JWT_SIGNER: null });
    expect(readFileSync(file, 'utf8')).toBe('# note\nOTHER = kept\nJWT_SECRET=two\n');
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});
