/** The routes of API keys, over the house's own frame. The guard for signed-in people is played: it believes a header. */
import '../../testing/migrate.ts';
import { describe, expect, it } from 'vitest';
import {
  apiKey,
  type KeysReply,
  keysReply,
  type MadeKeyReply,
  madeKeyReply,
  revokedKeyReply,
} from '../../../shared/api-keys.schema.ts';
import { createApp, type Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import type { Principal } from '../../kernel/principal.ts';
import { callerOf, errorOf, testClock, testHouse } from '../../testing/harness.ts';
import { ACTIVE_KEYS_MAX, KEPT_KEYS_MAX, LIST_MAX } from './api-keys.constants.ts';
import { isolate, newOwner } from './testing.ts';

const clock = testClock();
const here = await isolate({ clock });

const played: Guard = async (request) => {
  const text = request.headers.get('X-Played-Principal');
  if (text === null) throw new AppError('not_signed_in');
  return JSON.parse(text) as Principal;
};
const app = createApp({
  endpoints: here.endpoints({ signedIn: played, admin: played }),
  corsAllowedOrigins: [],
  clock,
  log: createLog('silent'),
  metrics: noMetrics,
});
const house = callerOf(app, clock);

const person = (change: Partial<Principal> = {}): Principal => ({
  subject: newOwner(),
  credential: 'session',
  roles: ['user'],
  scopes: [],
  hasSecondFactor: true,
  ...change,
});
const call = (principal: Principal | undefined, method: string, path: string, body?: unknown) =>
  house.fetch(path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(principal === undefined ? {} : { 'X-Played-Principal': JSON.stringify(principal) }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const create = async (principal: Principal, change: object = {}): Promise<MadeKeyReply> =>
  madeKeyReply.parse(await (await call(principal, 'POST', '/auth/keys', { name: 'mine', ...change })).json());
const list = async (principal: Principal, path = '/auth/keys'): Promise<KeysReply> =>
  keysReply.parse(await (await call(principal, 'GET', path)).json());

describe('own keys', () => {
  it('are made, listed, rolled and revoked; the key is in one answer only', async () => {
    const ann = person();
    const { key, api_key } = await create(ann);
    expect(api_key).toMatchObject({ name: 'mine', owner: ann.subject, scopes: [], state: 'active' });
    expect(key.startsWith(`${api_key.hint}_`)).toBe(true);
    const listed = await call(ann, 'GET', '/auth/keys');
    expect(listed.headers.get('Cache-Control')).toBe('no-store');
    const text = await listed.text();
    expect(keysReply.parse(JSON.parse(text)).keys).toEqual([api_key]);
    expect(text).not.toContain(key.slice(-39));
    const rolled = await call(ann, 'POST', `/auth/keys/${api_key.id}/roll`, { overlap_hours: 2 });
    const { api_key: next } = madeKeyReply.parse(await rolled.json());
    const revoked = revokedKeyReply.parse(await (await call(ann, 'DELETE', `/auth/keys/${next.id}`)).json());
    expect(revoked.api_key).toMatchObject({ id: next.id, state: 'revoked' });
    expect(Object.fromEntries((await list(ann)).keys.map(({ id, state }) => [id, state]))).toEqual({
      [api_key.id]: 'rolled',
      [next.id]: 'revoked',
    });
  });

  it('of others are not there, byte for byte', async () => {
    const [ann, eve] = [person(), person()];
    const { api_key } = await create(ann);
    const bodyOf = async (response: Response) => ({ ...(await errorOf(response)), request_id: '' });
    for (const [method, path, body] of [
      ['POST', '/roll', { overlap_hours: 0 }],
      ['DELETE', '', undefined],
    ] as const) {
      const theirs = await bodyOf(await call(eve, method, `/auth/keys/${api_key.id}${path}`, body));
      expect(theirs).toMatchObject({ status: 404, code: 'not_found' });
      for (const id of ['000000000000', 'x', '..', '%00', 'x'.repeat(200)]) {
        const none = await bodyOf(await call(eve, method, `/auth/keys/${encodeURIComponent(id)}${path}`, body));
        if (id !== '..') expect(none).toEqual(theirs);
      }
    }
    expect((await list(eve)).keys).toEqual([]);
    expect((await list(ann)).keys[0]?.state).toBe('active');
  });

  it('carry no scope that their maker has not, unless an admin makes them', async () => {
    const scopes = ['orders:read', 'orders:write'];
    for (const maker of [person(), person({ credential: 'token', scopes: ['orders:read'] })]) {
      const refused = await call(maker, 'POST', '/auth/keys', { name: 'mine', scopes });
      expect(await errorOf(refused)).toMatchObject({ status: 403, code: 'forbidden', details: { pointer: '/scopes' } });
      expect((await list(maker)).keys).toEqual([]);
    }
    const able = [person({ roles: ['admin'] }), person({ credential: 'token', scopes: [...scopes, 'more'] })];
    for (const maker of able) expect((await create(maker, { scopes })).api_key.scopes).toEqual(scopes);
  });

  it('are not rolled by somebody who has lost the right to their scopes', async () => {
    const admin = person({ roles: ['admin'] });
    const { api_key } = await create(admin, { scopes: ['orders:write'] });
    const roll = (who: Principal) => call(who, 'POST', `/auth/keys/${api_key.id}/roll`, {});
    expect(await errorOf(await roll({ ...admin, roles: ['user'] }))).toMatchObject({ code: 'forbidden' });
    expect((await roll(admin)).status).toBe(200);
  });

  it('are not managed with a key, nor made without a second factor', async () => {
    const ann = person();
    const { api_key } = await create(ann);
    const withKey: Principal = { ...ann, credential: 'api-key', keyId: api_key.id };
    const weak: Principal = { ...ann, hasSecondFactor: false };
    const changes = [
      ['POST', '/auth/keys', { name: 'more' }],
      ['POST', `/auth/keys/${api_key.id}/roll`, {}],
      ['DELETE', `/auth/keys/${api_key.id}`, undefined],
    ] as const;
    for (const [method, path, body] of changes) {
      expect(await errorOf(await call(withKey, method, path, body))).toMatchObject({ status: 403, code: 'forbidden' });
    }
    for (const [method, path, body] of changes.slice(0, 2)) {
      const response = await call(weak, method, path, body);
      expect(response.headers.get('WWW-Authenticate')).toContain('insufficient_user_authentication');
      expect(await errorOf(response)).toMatchObject({ status: 401, code: 'step_up_required' });
    }
    expect((await list(ann)).keys).toHaveLength(1);
    // Ending a key is always possible.
    expect((await call(weak, 'DELETE', `/auth/keys/${api_key.id}`)).status).toBe(200);
  });

  it(`are ${ACTIVE_KEYS_MAX} at most, also when made at the same time`, async () => {
    const ann = person();
    const made = await Promise.all(
      Array.from({ length: ACTIVE_KEYS_MAX + 5 }, () => call(ann, 'POST', '/auth/keys', { name: 'one of many' })),
    );
    expect(made.filter(({ status }) => status === 200)).toHaveLength(ACTIVE_KEYS_MAX);
    expect(made.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(KEPT_KEYS_MAX).toBeGreaterThan(ACTIVE_KEYS_MAX);
    const [first] = (await list(ann)).keys;
    await call(ann, 'DELETE', `/auth/keys/${first?.id}`);
    await create(ann);
  });

  it.each<[unknown]>([
    [{}],
    [{ name: '' }],
    [{ name: ' ' }],
    [{ name: 'x'.repeat(81) }],
    [{ name: 'x', scopes: ['Orders'] }],
    [{ name: 'x', scopes: ['a b'] }],
    [{ name: 'x', scopes: Array.from({ length: 21 }, (_, nth) => `s${nth}`) }],
    [{ name: 'x', expires_in_days: 0 }],
    [{ name: 'x', expires_in_days: 366 }],
    [{ name: 'x', owner: { type: 'user', id: 'somebody' } }],
    [[]],
  ])('are not made of %j', async (body) => {
    const response = await call(person({ roles: ['admin'] }), 'POST', '/auth/keys', body);
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('every route', () => {
  it.each([
    ['GET', '/auth/keys'],
    ['POST', '/auth/keys'],
    ['POST', '/auth/keys/000000000000/roll'],
    ['DELETE', '/auth/keys/000000000000'],
    ['GET', '/admin/access/keys'],
    ['POST', '/admin/access/keys'],
    ['POST', '/admin/access/keys/000000000000/roll'],
    ['DELETE', '/admin/access/keys/000000000000'],
  ])('asks its guard first: %s %s', async (method, path) => {
    expect(await errorOf(await call(undefined, method, path))).toMatchObject({ status: 401, code: 'not_signed_in' });
    expect(await errorOf(await call(undefined, 'PATCH', path))).toMatchObject({ status: 401, code: 'not_signed_in' });
  });
});

describe("an operator's view", () => {
  const ADMIN_TOKEN = 'b7c1d9e07b2a84f36914e7dc0a3b8f625e4d7190cba362f5';

  it('makes keys for others, finds and ends them; without the token nothing is there', async () => {
    const real = await testHouse({ ADMIN_TOKEN });
    const admin = (method: string, path = '', body?: unknown, token = ADMIN_TOKEN) =>
      real.fetch(`/admin/access/keys${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const owner = { type: 'service', id: 'billing & co' };
    const request = { name: 'billing', scopes: ['orders:read'], owner };
    expect(await errorOf(await admin('POST', '', request, 'guess'))).toMatchObject({ status: 404, code: 'not_found' });
    const { api_key } = madeKeyReply.parse(await (await admin('POST', '', request)).json());
    expect(api_key.owner).toEqual(owner);
    const query = new URLSearchParams({ owner_type: owner.type, owner_id: owner.id });
    const found = keysReply.parse(await (await admin('GET', `?${query.toString()}`)).json());
    expect(found.keys).toEqual([apiKey.parse(api_key)]);
    expect(await errorOf(await admin('GET', '?owner_type=user'))).toMatchObject({ status: 400 });
    expect((await admin('DELETE', `/${api_key.id}`)).status).toBe(200);
    expect((await admin('DELETE', `/${api_key.id}`)).status).toBe(200);
    const rolled = await admin('POST', `/${api_key.id}/roll`, {});
    expect(await errorOf(rolled)).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('goes through all keys page by page', async () => {
    const owner = newOwner();
    for (let nth = 0; nth < 6; nth += 1) {
      const someone = newOwner();
      for (let at = 0; at < 18; at += 1) await here.create(nth === 0 ? owner : someone);
    }
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 5; page += 1) {
      const { keys, next } = await list(person(), `/admin/access/keys${after === '' ? '' : `?after=${after}`}`);
      expect(keys.length).toBeLessThanOrEqual(LIST_MAX);
      seen.push(...keys.map(({ id }) => id));
      if (next === undefined) break;
      after = next;
    }
    expect(seen.length).toBeGreaterThan(LIST_MAX);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort());
  });
});
