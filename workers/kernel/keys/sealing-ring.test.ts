import { describe, expect, it } from 'vitest';
import { kidOf, SealingRing, UnsealError } from './sealing-ring.ts';

const KEY_A = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const KEY_B = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const RECORD = 'zaim/account/7';
const TEXT = '{"token":"abc","secret":"こんにちは"}';

const ringBefore = () => SealingRing.from({ current: KEY_A, signer: 'current' });
const announced = () => SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'current' });
const switched = () => SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'new' });
const ringAfter = () => SealingRing.from({ current: KEY_B, signer: 'current' });

describe('a sealed record', () => {
  it('opens again, says its key and nothing else', async () => {
    const ring = await ringBefore();
    const envelope = await ring.seal(TEXT, RECORD);
    expect(envelope).toMatch(/^v1\.[0-9a-f]{16}\.[\w-]{16}\.[\w-]+$/);
    expect(kidOf(envelope)).toBe(ring.sealingKid);
    expect(await ring.open(envelope, RECORD)).toBe(TEXT);
    expect(await ring.seal(TEXT, RECORD)).not.toBe(envelope);
  });

  it('opens under no other id', async () => {
    const ring = await ringBefore();
    const envelope = await ring.seal(TEXT, RECORD);
    for (const id of ['zaim/account/8', '', `${RECORD} `, RECORD.toUpperCase()]) {
      await expect(ring.open(envelope, id)).rejects.toBeInstanceOf(UnsealError);
    }
  });

  it('is refused with any bit of it changed', async () => {
    const ring = await ringBefore();
    const envelope = await ring.seal(TEXT.repeat(4), RECORD);
    let tried = 0;
    for (let at = 0; at < envelope.length; at += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const changed = String.fromCharCode(envelope.charCodeAt(at) ^ (1 << bit));
        const forged = envelope.slice(0, at) + changed + envelope.slice(at + 1);
        await expect(ring.open(forged, RECORD)).rejects.toBeInstanceOf(UnsealError);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });

  it.each(['', 'v1', 'v2.0123456789abcdef.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA', TEXT])(
    'is refused when it is %j',
    async (text) => {
      await expect((await ringBefore()).open(text, RECORD)).rejects.toBeInstanceOf(UnsealError);
      expect(kidOf(text)).toBeUndefined();
    },
  );
});

describe('a rotation', () => {
  it('opens what either key sealed in every phase, and seals with one', async () => {
    const [old, young] = [await (await ringBefore()).seal(TEXT, RECORD), await (await switched()).seal(TEXT, RECORD)];
    for (const ring of [await announced(), await switched()]) {
      for (const envelope of [old, young]) expect(await ring.open(envelope, RECORD)).toBe(TEXT);
    }
    expect((await announced()).sealingKid).toBe(kidOf(old));
    expect((await switched()).sealingKid).toBe(kidOf(young));
    await expect((await ringAfter()).open(old, RECORD)).rejects.toBeInstanceOf(UnsealError);
    expect(await (await ringAfter()).open(young, RECORD)).toBe(TEXT);
  });

  it('seals anew what the old key holds, and leaves the rest alone', async () => {
    const old = await (await ringBefore()).seal(TEXT, RECORD);
    const ring = await switched();
    const young = (await ring.reseal(old, RECORD)) ?? '';
    expect(kidOf(young)).toBe(ring.sealingKid);
    expect(await (await ringAfter()).open(young, RECORD)).toBe(TEXT);
    expect(await ring.reseal(young, RECORD)).toBeUndefined();
  });

  it('needs the key that is to seal', async () => {
    await expect(SealingRing.from({ current: KEY_A, signer: 'new' })).rejects.toThrow('no new key');
    await expect(SealingRing.from({ current: 'c2hvcnQ=', signer: 'current' })).rejects.toBeInstanceOf(RangeError);
  });
});
