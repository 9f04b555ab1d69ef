import { env, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { SealedTable } from './sealed-table.ts';
import { SealingRing, UnsealError } from './sealing-ring.ts';

const KEY_A = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const KEY_B = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const KEY_C = 'c2V2ZW50eS1maXZlIGxpdHRsZSBkdWNrcyBhbGwgYmU=';
const ringBefore = () => SealingRing.from({ current: KEY_A, signer: 'current' });
const switched = () => SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'new' });
const ringAfter = () => SealingRing.from({ current: KEY_B, signer: 'current' });

/** A table in the storage of a real object, which has none of its own by this name. */
function withTable(name: string, check: (table: SealedTable) => Promise<void>): Promise<void> {
  return runInDurableObject(env.ACCESS_SUBJECTS.getByName(name), (_, state) =>
    check(new SealedTable(state.storage.sql)),
  );
}
const idOf = (nth: number) => `record/${String(nth).padStart(5, '0')}`;
const textOf = (nth: number) => `plain text number ${nth}`;

describe('a sealed table', () => {
  it('gives a record to one of many takers', async () => {
    await withTable('sealed-take', async (table) => {
      table.put({ id: 'a', envelope: await (await ringBefore()).seal('x', 'a') });
      const takers = Array.from({ length: 25 }, () => table.take('a'));
      expect(takers.filter((envelope) => envelope !== undefined)).toHaveLength(1);
      expect(table.get('a')).toBeUndefined();
    });
  });

  it('takes nothing that is not sealed', async () => {
    await withTable('sealed-plain', async (table) => {
      expect(() => table.put({ id: 'a', envelope: 'plain text' })).toThrow(UnsealError);
      expect(table.census()).toEqual({});
    });
  });

  it('keeps what was written while the sweep sealed the older text', async () => {
    await withTable('sealed-race', async (table) => {
      const [old, ring] = [await ringBefore(), await switched()];
      table.put({ id: 'a', envelope: await old.seal('older', 'a') });
      const newer = await old.seal('newer', 'a');
      const sweep = table.sweep(ring, 10);
      table.put({ id: 'a', envelope: newer });
      expect(await sweep).toMatchObject({ resealed: 0 });
      expect(await ring.open(table.get('a') ?? '', 'a')).toBe('newer');
    });
  });

  it('leaves what no key opens, says so, and seals the rest', async () => {
    await withTable('sealed-broken', async (table) => {
      const foreign = await SealingRing.from({ current: KEY_C, signer: 'current' });
      const old = await ringBefore();
      table.put({ id: 'a', envelope: await foreign.seal('x', 'a') });
      table.put({ id: 'b', envelope: await old.seal('x', 'moved') });
      table.put({ id: 'c', envelope: await old.seal('x', 'c') });
      const ring = await switched();
      expect(await table.sweep(ring, 10)).toEqual({ resealed: 1, unopenable: 2, after: undefined });
      expect(table.census()).toEqual({ [foreign.sealingKid]: 1, [old.sealingKid]: 1, [ring.sealingKid]: 1 });
    });
  });
});

describe('a rotation of 10,000 records', () => {
  it('never fails a reader, and goes on after a sweep that was cut off', { timeout: 120_000 }, async () => {
    const records = 10_000;
    await withTable('sealed-many', async (table) => {
      const [old, ring] = [await ringBefore(), await switched()];
      for (let nth = 0; nth < records; nth += 1) {
        table.put({ id: idOf(nth), envelope: await old.seal(textOf(nth), idOf(nth)) });
      }
      expect(table.census()).toEqual({ [old.sealingKid]: records });

      let isSwept = false;
      let reads = 0;
      let errors = 0;
      const reader = async (seed: number) => {
        for (let nth = seed; !isSwept; nth = (nth * 7919 + 13) % records) {
          const text = await ring.open(table.get(idOf(nth)) ?? '', idOf(nth)).catch(() => undefined);
          if (text !== textOf(nth)) errors += 1;
          reads += 1;
        }
      };
      const readers = [1, 2, 3, 4].map(reader);
      // A sweep that ends here is forgotten, as a kill would have it: nothing but the rows is left of it.
      const cutOff = await table.sweep(ring, 3000);
      expect(cutOff).toMatchObject({ resealed: 3000, unopenable: 0 });
      let resealed = 0;
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const part = await table.sweep(ring, 500, cursor);
        resealed += part.resealed;
        cursor = part.after;
      }
      isSwept = true;
      await Promise.all(readers);
      expect(resealed).toBe(records - 3000);
      expect({ errors, census: table.census() }).toEqual({ errors: 0, census: { [ring.sealingKid]: records } });
      expect(reads).toBeGreaterThan(1000);
      // The old key can go.
      const alone = await ringAfter();
      for (let nth = 0; nth < records; nth += 101) {
        expect(await alone.open(table.get(idOf(nth)) ?? '', idOf(nth))).toBe(textOf(nth));
      }
    });
  });
});
