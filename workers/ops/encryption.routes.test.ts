/** Sealed records as an operator meets them: counted, swept, carried away and brought back, and never brought back wrong. */
import { env } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { encryptionReply, sealedExport } from '../../shared/encryption.schema.ts';
import { SealingRing } from '../kernel/keys/sealing-ring.ts';
import { errorOf, testHouse } from '../testing/harness.ts';
import '../testing/migrate.ts';

const ADMIN_TOKEN = '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23';
const HEADERS = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };
const NEW_KEY = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const TOKEN = JSON.stringify({ token: 'canary-token', tokenSecret: 'canary-secret' });

const ring = () => SealingRing.from({ current: env.ENCRYPTION_KEY, signer: 'current' });
const idOf = (label: string) => `zaim/${label}/token`;
const recordOf = async (label: string) => ({
  id: idOf(label),
  envelope: await (await ring()).seal(TOKEN, idOf(label)),
});

async function put(records: readonly object[], overrides: object = {}): Promise<Response> {
  const house = await testHouse({ ADMIN_TOKEN, ...overrides });
  const body = JSON.stringify({ version: 1, records });
  return await house.fetch('/admin/sealed-records', { method: 'PUT', headers: HEADERS, body });
}
async function get(path: string, overrides: object = {}): Promise<unknown> {
  return await (await (await testHouse({ ADMIN_TOKEN, ...overrides })).fetch(path, { headers: HEADERS })).json();
}

describe('sealed records', () => {
  it('are brought back where they open, and carried away as they are', async () => {
    const record = await recordOf('brought');
    expect(await (await put([record])).json()).toEqual({ imported: 1 });
    const { records } = sealedExport.parse(await get('/admin/sealed-records'));
    expect(records).toContainEqual(record);
    expect(JSON.stringify(records)).not.toContain('canary');
  });

  it('are refused under another id, with a bit changed, of another key, or when they hold something else', async () => {
    const good = await recordOf('good');
    const flipped = good.envelope.slice(0, -1) + (good.envelope.endsWith('A') ? 'Q' : 'A');
    const foreign = await SealingRing.from({ current: NEW_KEY, signer: 'current' });
    const other = await (await ring()).seal('{"token":""}', good.id);
    for (const record of [
      { ...good, id: idOf('moved') },
      { ...good, envelope: flipped },
      { ...good, envelope: await foreign.seal(TOKEN, good.id) },
      { ...good, envelope: other },
      { ...good, envelope: 'plain text' },
      { ...good, id: 'zaim/../token' },
      { ...good, id: 'elsewhere/home/token' },
    ]) {
      expect(await errorOf(await put([record]))).toMatchObject({ status: 400, code: 'bad_request' });
    }
    const { records } = sealedExport.parse(await get('/admin/sealed-records'));
    expect(records.map(({ id }) => id)).not.toContain(good.id);
  });

  it('are counted by key, of which every one of the ring is named', async () => {
    await put([await recordOf('counted')]);
    const reply = encryptionReply.parse(await get('/admin/encryption', { ENCRYPTION_KEY_NEW: NEW_KEY }));
    const announced = reply.keys.find(({ state }) => state === 'announced')?.kid;
    const sealing = reply.keys.find(({ state }) => state === 'sealing')?.kid;
    expect(reply.records).toContainEqual({ kid: announced, records: 0 });
    expect(reply.records.find(({ kid }) => kid === sealing)?.records).toBeGreaterThanOrEqual(1);
  });

  it('are counted although the application is no longer configured', async () => {
    await put([await recordOf('left-over')]);
    const gone = { ZAIM_CONSUMER_KEY: undefined, ZAIM_CONSUMER_SECRET: undefined };
    const { keys, records } = encryptionReply.parse(await get('/admin/encryption', gone));
    const held = records.find(({ kid }) => kid === keys[0]?.kid)?.records;
    expect(held).toBe(sealedExport.parse(await get('/admin/sealed-records', gone)).records.length);
    expect(held).toBeGreaterThanOrEqual(1);
  });

  it('are swept when asked', async () => {
    const house = await testHouse({ ADMIN_TOKEN });
    const swept = await house.fetch('/admin/encryption/sweep', { method: 'POST', headers: HEADERS });
    expect(await swept.json()).toEqual({ resealed: 0, unopenable: 0, complete: true });
  });
});
