import '../../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { HostView } from '../../../shared/hosts.schema.ts';
import { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import { errorOf, type TestHouse, testHouse } from '../../testing/harness.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';
import { HostStore } from './host-store.ts';

const TRUSTED = 'https://docker.host.test';
const OTHER = 'https://other.host.test';
const SECRET = 'half-of-a-token-that-nobody-sees';
const KEY_A = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const KEY_B = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const credential = { kind: 'service_token', client_id: 'a.access', client_secret: SECRET } as const;

const house = () => testHouse({ OUTBOUND_TRUSTED_ORIGINS: `${TRUSTED},${OTHER}` });
const send = (at: TestHouse, { own }: SignedIn, method: string, path: string, body: unknown) =>
  at.fetch(path, { method, headers: own, body: JSON.stringify(body) });
const add = async (at: TestHouse, who: SignedIn, name: string) =>
  (await send(at, who, 'POST', '/api/hosts', { name, url: TRUSTED, credential })).json<HostView>();

describe('the credential of a host', () => {
  it('is in no answer and in no row of D1', async () => {
    const [at, who] = [await house(), await signIn('hosts-secret')];
    const host = await add(at, who, 'Workshop');
    expect(host).toMatchObject({ credential: 'service_token', condition: 'unknown' });
    const { results } = await env.DB.prepare('SELECT * FROM console_hosts').all();
    expect(results.length).toBeGreaterThan(0);
    expect(JSON.stringify([host, results])).not.toContain(SECRET);
    expect(JSON.stringify(results)).not.toContain('docker.host.test');
  });

  it('does not go along to another address', async () => {
    const [at, who] = [await house(), await signIn('hosts-move')];
    const { id } = await add(at, who, 'Workshop');
    const moved = await send(at, who, 'PATCH', `/api/hosts/${id}`, { url: OTHER });
    expect(await errorOf(moved)).toMatchObject({ status: 400, details: { pointer: '/credential' } });
    const known = await send(at, who, 'PATCH', `/api/hosts/${id}`, { url: OTHER, credential });
    expect(await known.json()).toMatchObject({ url: OTHER });
    const renamed = await send(at, who, 'PATCH', `/api/hosts/${id}`, { name: 'Attic' });
    expect(await renamed.json()).toMatchObject({ name: 'Attic', credential: 'service_token' });
  });
});

describe('hosts of somebody else', () => {
  it.each([
    ['PATCH', ''],
    ['POST', '/test'],
    ['DELETE', ''],
  ])('are not there: %s%s', async (method, path) => {
    const [at, ann, ben] = [await house(), await signIn('hosts-ann'), await signIn('hosts-ben')];
    const { id } = await add(at, ann, `Mine ${method}${path.replace('/', ' ')}`);
    const ask = async (which: string) => {
      const init = method === 'PATCH' ? { body: '{}' } : {};
      const { request_id: _, ...error } = await errorOf(
        await at.fetch(`/api/hosts/${which}${path}`, { method, headers: ben.own, ...init }),
      );
      return error;
    };
    expect(await ask(id)).toEqual(await ask(crypto.randomUUID()));
    expect((await ask(id)).status).toBe(404);
  });
});

describe('the sealed records of hosts', () => {
  const owner = { type: 'user', id: 'hosts-rotation' };
  const record = { owner, name: 'Kept', url: TRUSTED, credential, created_at_ms: 1 };

  it('are sealed anew by a rotation, and come back out of a backup', async () => {
    const id = crypto.randomUUID();
    await new HostStore(env.DB, await SealingRing.from({ current: KEY_A, signer: 'current' })).add(id, record);
    const ring = await SealingRing.from({ current: KEY_A, next: KEY_B, signer: 'new' });
    const store = new HostStore(env.DB, ring);
    const holder = store.sealed();
    while (!(await holder.sweep()).complete);
    expect(Object.keys(await holder.census())).toEqual([ring.sealingKid]);
    const saved = (await holder.export()).find((row) => row.id.endsWith(id));
    if (saved === undefined) throw new Error('it is not in the backup');
    await store.remove(owner, id);
    expect(await store.find(owner, id)).toBeUndefined();
    await holder.import(saved);
    expect(await store.find(owner, id)).toEqual({ id, ...record });
    await expect(holder.import({ ...saved, id: `docker_hosts/${crypto.randomUUID()}` })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});

it('refuses a name that is taken, and unknown fields', async () => {
  const [at, who] = [await house(), await signIn('hosts-names')];
  await add(at, who, 'Workshop');
  const again = await send(at, who, 'POST', '/api/hosts', { name: 'Workshop', url: TRUSTED });
  expect(await errorOf(again)).toMatchObject({ status: 409, code: 'conflict' });
  const more = await send(at, who, 'POST', '/api/hosts', { name: 'More', url: TRUSTED, root: true });
  expect(await errorOf(more)).toMatchObject({ status: 400, details: { pointer: '/root' } });
});
