import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import '../../testing/migrate.ts';
import { Credentials } from './credentials.ts';

const KEY_A = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const KEY_B = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const ringBefore = () => SealingRing.from({ current: KEY_A, signer: 'current' });
const switched = () => SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'new' });
const ringAfter = () => SealingRing.from({ current: KEY_B, signer: 'current' });

async function gatewayWithToken(ring: SealingRing, token: string): Promise<string> {
  const id = crypto.randomUUID();
  const add = env.DB.prepare(
    `INSERT INTO console_gateways (id, owner_type, owner_id, name, type, url, created_at_ms)
     VALUES (?1, 'user', 'somebody', 'x', 'external', ?1, 0)`,
  ).bind(id);
  await env.DB.batch([add, await new Credentials(env.DB, ring).put('gateway', id, token)]);
  return id;
}

describe('credentials at rest', () => {
  it('outlive a rotation: sealed anew, counted by key, opened by the new key alone', async () => {
    const id = await gatewayWithToken(await ringBefore(), 'a token');
    const ring = await switched();
    const holder = new Credentials(env.DB, ring).holder();
    expect((await holder.census())[(await ringBefore()).sealingKid]).toBeGreaterThan(0);
    expect(await holder.sweep()).toMatchObject({ unopenable: 0, complete: true });
    expect(await holder.census()).toEqual({ [ring.sealingKid]: expect.any(Number) });
    expect(await new Credentials(env.DB, await ringAfter()).open('gateway', id)).toBe('a token');
  });

  it('come back from a backup to what they belong to, and to nothing else', async () => {
    const ring = await ringBefore();
    const id = await gatewayWithToken(ring, 'a token');
    const credentials = new Credentials(env.DB, ring);
    const record = (await credentials.holder().export()).find((each) => each.id.endsWith(id));
    if (record === undefined) throw new Error('the record is not in the backup');
    expect(record.envelope).not.toContain('a token');
    await credentials.drop('gateway', id).run();
    await credentials.holder().import(record);
    expect(await credentials.open('gateway', id)).toBe('a token');
    const moved = { ...record, id: record.id.replace('gateway', 'remote-server') };
    const ofNobody = { id: `outlets/gateway/${crypto.randomUUID()}`, envelope: record.envelope };
    for (const wrong of [moved, ofNobody, { ...record, id: 'zaim/home' }, { ...record, envelope: 'v1.x' }]) {
      await expect(credentials.holder().import(wrong)).rejects.toMatchObject({ code: 'bad_request' });
    }
    const sealedForNobody = { id: ofNobody.id, envelope: await ring.seal('x', ofNobody.id) };
    await expect(credentials.holder().import(sealedForNobody)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
