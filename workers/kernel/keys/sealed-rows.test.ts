import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { SealedRows } from './sealed-rows.ts';
import { kidOf, SealingRing } from './sealing-ring.ts';

const KEY_A = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const KEY_B = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const KEY_C = 'c2V2ZW50eS1maXZlIGxpdHRsZSBkdWNrcyBhbGwgYmU=';
const ringBefore = () => SealingRing.from({ current: KEY_A, signer: 'current' });
const switched = () => SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'new' });

async function table(name: string): Promise<SealedRows> {
  await env.DB.exec(`CREATE TABLE ${name} (id TEXT PRIMARY KEY, envelope TEXT NOT NULL, kid TEXT NOT NULL)`);
  return new SealedRows(env.DB, name);
}

async function put(name: string, id: string, envelope: string): Promise<void> {
  const insert = env.DB.prepare(`INSERT OR REPLACE INTO ${name} VALUES (?1, ?2, ?3)`);
  await insert.bind(id, envelope, kidOf(envelope) ?? '').run();
}

describe('sealed rows of D1', () => {
  it('are all sealed anew, a bounded part at a time', async () => {
    const rows = await table('sealed_many');
    const [old, ring] = [await ringBefore(), await switched()];
    for (let nth = 0; nth < 130; nth += 1) {
      const id = `r/${String(nth).padStart(3, '0')}`;
      await put('sealed_many', id, await old.seal(`text ${nth}`, id));
    }
    expect(await rows.census()).toEqual({ [old.sealingKid]: 130 });
    expect(await rows.sweep(ring)).toEqual({ resealed: 100, unopenable: 0, complete: false });
    expect(await rows.sweep(ring)).toEqual({ resealed: 30, unopenable: 0, complete: true });
    expect(await rows.census()).toEqual({ [ring.sealingKid]: 130 });
    const [first] = await rows.export(1);
    expect(await ring.open(first?.envelope ?? '', 'r/000')).toBe('text 0');
  });

  it('stay as they are where no key opens them, and are counted', async () => {
    const rows = await table('sealed_foreign');
    const foreign = await SealingRing.from({ current: KEY_C, signer: 'current' });
    const old = await ringBefore();
    await put('sealed_foreign', 'a', await foreign.seal('x', 'a'));
    await put('sealed_foreign', 'b', await old.seal('x', 'another'));
    await put('sealed_foreign', 'c', await old.seal('x', 'c'));
    expect(await rows.sweep(await switched())).toEqual({ resealed: 1, unopenable: 2, complete: true });
  });

  it('keep what was written while a sweep sealed the older text', async () => {
    const rows = await table('sealed_race');
    const [old, ring] = [await ringBefore(), await switched()];
    await put('sealed_race', 'a', await old.seal('older', 'a'));
    const newer = await old.seal('newer', 'a');
    const db = {
      prepare: (sql: string) => env.DB.prepare(sql),
      batch: async (statements: D1PreparedStatement[]) => {
        await put('sealed_race', 'a', newer);
        return await env.DB.batch(statements);
      },
    } as unknown as D1Database;
    expect(await new SealedRows(db, 'sealed_race').sweep(ring)).toMatchObject({ resealed: 0 });
    const [record] = await rows.export(10);
    expect(await ring.open(record?.envelope ?? '', 'a')).toBe('newer');
  });
});
