import { describe, expect, it } from 'vitest';
import { encryptionKid, planEncryptionStep, type SealedFact, sealedFacts } from '../lib/encryption-rotation.ts';
import type { RingSettings, WalkCommand } from '../lib/key-rotation.ts';
import { parseMetricsPage } from '../lib/metrics-page.ts';

const NOW = 1_800_000_000;
const UNDER_WAY = 600;
const NEW_KEY = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const NEW_KID = encryptionKid(NEW_KEY);
const STEADY: RingSettings = { hasCurrent: true, hasNew: false, signer: 'current' };
const ANNOUNCED: RingSettings = { hasCurrent: true, hasNew: true, signer: 'current' };
const SWITCHED: RingSettings = { hasCurrent: true, hasNew: true, signer: 'new' };

/** What a Worker tells after the switch. */
const switched = (old: number, young = 5): SealedFact[] => [
  { kid: NEW_KID, state: 'sealing', records: young },
  { kid: 'old', state: 'open-only', records: old },
];
const announced = (young: number): SealedFact[] => [
  { kid: 'old', state: 'sealing', records: 5 },
  { kid: NEW_KID, state: 'announced', records: young },
];

const plan = (
  command: WalkCommand,
  settings: RingSettings,
  more: Partial<Parameters<typeof planEncryptionStep>[0]> = {},
) =>
  planEncryptionStep({
    command,
    settings,
    facts: settings === SWITCHED ? switched(0) : announced(0),
    newKey: NEW_KEY,
    lastStepAt: NOW - UNDER_WAY,
    now: NOW,
    underWaySeconds: UNDER_WAY,
    ...more,
  });

describe('the walk of the encryption key', () => {
  it('changes all of a step at once', () => {
    expect(plan('begin', STEADY)).toMatchObject({ ok: true, changes: { ENCRYPTION_KEY_NEW: NEW_KEY } });
    expect(plan('switch', ANNOUNCED)).toMatchObject({ ok: true, changes: { ENCRYPTION_SIGNER: 'new' } });
    expect(plan('finish', SWITCHED)).toMatchObject({
      ok: true,
      changes: { ENCRYPTION_KEY: NEW_KEY, ENCRYPTION_KEY_NEW: null, ENCRYPTION_SIGNER: null },
    });
    expect(plan('abort', SWITCHED, { facts: undefined })).toMatchObject({
      ok: true,
      changes: { ENCRYPTION_SIGNER: null },
    });
    expect(plan('abort', ANNOUNCED)).toMatchObject({ ok: true, changes: { ENCRYPTION_KEY_NEW: null } });
  });

  it.each<[WalkCommand, RingSettings]>([
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

  it('never drops a key while a record needs it', () => {
    expect(plan('finish', SWITCHED, { facts: switched(1) })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('1 record'),
    });
    expect(plan('abort', ANNOUNCED, { facts: announced(7) })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('7 records'),
    });
  });

  it('never drops a key on what it does not know', () => {
    const alone = (fact: SealedFact | undefined) => (fact === undefined ? [] : [fact]);
    for (const facts of [undefined, [], alone(switched(0)[0]), alone(switched(0)[1]), announced(0)]) {
      expect(plan('finish', SWITCHED, { facts })).toMatchObject({ ok: false });
    }
    expect(plan('abort', ANNOUNCED, { facts: switched(0) })).toMatchObject({ ok: false });
    expect(plan('finish', SWITCHED, { newKey: undefined })).toMatchObject({ ok: false });
    expect(plan('finish', SWITCHED, { newKey: 'c2V2ZW50eS1maXZlIGxpdHRsZSBkdWNrcyBhbGwgYmU=' })).toMatchObject({
      ok: false,
    });
  });

  it('waits for what is under way', () => {
    expect(plan('finish', SWITCHED, { lastStepAt: NOW - UNDER_WAY + 1 })).toMatchObject({ ok: false, safeAt: NOW + 1 });
    expect(plan('finish', SWITCHED, { lastStepAt: undefined })).toMatchObject({ ok: false });
  });

  it('is not held up by records that open with neither key', () => {
    const facts = [...switched(0), { kid: 'gone', state: 'unknown', records: 3 }];
    expect(plan('finish', SWITCHED, { facts })).toMatchObject({ ok: true });
  });

  it('never shows a key', () => {
    for (const command of ['begin', 'switch', 'finish', 'abort'] as const) {
      for (const settings of [STEADY, ANNOUNCED, SWITCHED]) {
        const step = plan(command, settings);
        expect(step.ok ? step.summary : step.reason).not.toContain(NEW_KEY);
      }
    }
  });
});

describe('sealedFacts', () => {
  const read = (lines: string) => sealedFacts(parseMetricsPage(`up 1\n${lines}`, 'text/plain'));
  it('reads what the page tells, and takes silence for not knowing', () => {
    expect(read('sealed_records{key="sealing",kid="a"} 3\n')).toEqual([{ kid: 'a', state: 'sealing', records: 3 }]);
    expect(read('')).toBeUndefined();
  });
});
