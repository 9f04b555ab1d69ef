/** The admin API over the real stores: what is written is decided by, logged and seen, and what is wrong is refused. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import '../../testing/migrate.ts';
import * as contracts from '../../../shared/access-admin.contract.ts';
import {
  CUSTOM_ROLES_MAX,
  GRANTS_PER_SUBJECT_MAX,
  PERMISSIONS_PER_ROLE_MAX,
  POLICIES_MAX,
} from '../../../shared/access-admin.limits.ts';
import {
  changesReply,
  policiesReply,
  policyReply,
  roleReply,
  rolesReply,
  type SubjectReply,
  type SubjectsReply,
  subjectReply,
  subjectsReply,
  type WriteReply,
  writeReply,
} from '../../../shared/access-admin.schema.ts';
import { ADMIN_TOKEN, accessAdmin, onDocs, policyBody, roleBody } from '../../testing/access-admin.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { parseRevisionToken } from '../freshness/revision-token.ts';
import { decide } from './decide.ts';
import { PolicyStore } from './policy-store.ts';

const TABLES = ['assignments', 'grants', 'properties', 'policies', 'role_parents', 'role_permissions', 'changes'];
const DAY_MS = 86_400_000;
const soon = (ms = DAY_MS) => new Date(Date.now() + ms).toISOString();

beforeEach(async () => {
  const clear = TABLES.map((table) => env.DB.prepare(`DELETE FROM access_${table}`));
  await env.DB.batch([...clear, env.DB.prepare('DELETE FROM access_roles WHERE system = 0')]);
});

const store = new PolicyStore(env.DB);
const decideFor = async (id: string, action: string, resource = 'doc-1') => {
  const subject = { type: 'user', id };
  const request = { subject, action: { name: action }, resource: { type: 'doc', id: resource } };
  return decide(request, await store.policySet(), await store.factsOf(subject), Date.now());
};

describe.each(Object.values(contracts))('$method $path', ({ method, path }) => {
  const address = path.replaceAll(/:(\w+)/g, 'x');
  it('is not there for whoever has no right to it, byte for byte', async () => {
    const house = await testHouse({ ADMIN_TOKEN });
    const seen = async (at: string, headers: Record<string, string>) => {
      const response = await house.fetch(at, { method, headers });
      return { status: response.status, text: (await response.text()).replace(/"request_id":"[^"]+"/, '') };
    };
    const nothing = await seen('/nothing', {});
    expect(nothing.status).toBe(404);
    for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: `Basic ${ADMIN_TOKEN}` }] as const) {
      expect(await seen(address, { ...headers })).toEqual(nothing);
    }
  });
});

it('tells an administrator which methods an address takes', async () => {
  const { call } = await accessAdmin();
  const response = await call('PATCH', '/roles/x', {});
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('GET, HEAD, PUT, DELETE');
});

describe('roles', () => {
  it('of the system are there, may do nothing, can be given permissions and not be deleted', async () => {
    const { ok, call } = await accessAdmin();
    const { roles } = rolesReply.parse(await ok('GET', '/roles'));
    const names = roles.map(({ name, system, permissions }) => [name, system, permissions.length]);
    expect(names).toEqual([
      ['admin', true, 0],
      ['user', true, 0],
    ]);
    await ok('PUT', '/roles/user', { ...roleBody([onDocs('read')]), precedence: 10 });
    expect(roleReply.parse(await ok('GET', '/roles/user'))).toMatchObject({
      system: true,
      permissions: [onDocs('read')],
    });
    expect(await errorOf(await call('DELETE', '/roles/user'))).toMatchObject({
      status: 409,
      code: 'conflict',
      details: { reason: 'system_role' },
    });
    await ok('PUT', '/roles/user', { ...roleBody(), precedence: 10 });
  });

  it('are made, replaced, inherited, decided by, and deleted', async () => {
    const { ok, call } = await accessAdmin();
    await ok('PUT', '/roles/reader', roleBody([onDocs('read')]));
    await ok('PUT', '/roles/writer', roleBody([onDocs('write')], ['reader']));
    await ok('PUT', '/subjects/user/ann/roles/writer', {});
    expect(await decideFor('ann', 'read')).toMatchObject({ decision: true, path: [{ id: 'writer > reader' }] });
    expect(await decideFor('ann', 'write')).toMatchObject({ decision: true });
    expect(await decideFor('ben', 'read')).toMatchObject({ decision: false });
    await ok('PUT', '/roles/writer', roleBody([onDocs('write')]));
    expect(await decideFor('ann', 'read')).toMatchObject({ decision: false });
    expect((await call('DELETE', '/roles/reader')).status).toBe(200);
    expect((await call('GET', '/roles/reader')).status).toBe(404);
    expect((await call('DELETE', '/roles/reader')).status).toBe(404);
  });

  it('in use cannot be deleted, and it is said by whom', async () => {
    const { ok, call } = await accessAdmin();
    await ok('PUT', '/roles/base', roleBody());
    await ok('PUT', '/roles/heir', roleBody([], ['base']));
    await ok('PUT', '/policies/p', policyBody('allow', { subjects: [{ role: 'base' }] }));
    await ok('PUT', '/subjects/user/ann/roles/base', {});
    const error = await errorOf(await call('DELETE', '/roles/base'));
    expect(error).toMatchObject({ status: 409, code: 'conflict', details: { reason: 'in_use' } });
    expect(error.message).toBe('The role is in use by role heir, policy p, 1 subject.');
    await ok('DELETE', '/roles/heir');
    await ok('DELETE', '/policies/p');
    await ok('DELETE', '/subjects/user/ann/roles/base');
    await ok('DELETE', '/roles/base');
  });

  it('that were had only until yesterday can be deleted', async () => {
    const { ok, house } = await accessAdmin();
    await ok('PUT', '/roles/guest', roleBody());
    await ok('PUT', '/subjects/user/ann/roles/guest', { expires_at: soon() });
    house.clock.advance(2 * DAY_MS);
    await ok('DELETE', '/roles/guest');
  });

  it('never inherit in a circle, nor over more than three steps, whichever end is changed', async () => {
    const { ok, call } = await accessAdmin();
    for (const [name, parents] of [
      ['a', []],
      ['b', ['a']],
      ['c', ['b']],
      ['d', ['c']],
    ] as const) {
      await ok('PUT', `/roles/${name}`, roleBody([], [...parents]));
    }
    const refusal = async (name: string, parents: string[]) =>
      (await errorOf(await call('PUT', `/roles/${name}`, roleBody([], parents)))).details?.reason;
    expect(await refusal('a', ['a'])).toBe('cycle');
    expect(await refusal('a', ['d'])).toBe('cycle');
    expect(await refusal('e', ['d'])).toBe('too_deep');
    await ok('PUT', '/roles/z', roleBody());
    expect(await refusal('a', ['z'])).toBe('too_deep');
    expect(await refusal('a', ['nobody'])).toBe('unknown_role');
    expect(await refusal('new', ['new'])).toBe('cycle');
  });

  it('are a hundred at most', async () => {
    const insert = env.DB.prepare('INSERT INTO access_roles (name, precedence, system, revision) VALUES (?1, 1, 0, 0)');
    await env.DB.batch(Array.from({ length: CUSTOM_ROLES_MAX }, (_, nth) => insert.bind(`r${nth}`)));
    const { ok, call } = await accessAdmin();
    expect(await errorOf(await call('PUT', '/roles/more', roleBody()))).toMatchObject({
      status: 409,
      details: { reason: 'too_many' },
    });
    await ok('PUT', '/roles/r7', roleBody([onDocs('read')]));
  });

  it('may have as many permissions as are promised, of the longest names', async () => {
    const { ok } = await accessAdmin();
    const long = 'x'.repeat(250);
    const permissions = Array.from({ length: PERMISSIONS_PER_ROLE_MAX }, (_, nth) => ({
      action: `${long}${nth}`,
      resource_type: long,
      resource_id: long,
    }));
    await ok('PUT', '/roles/big', roleBody(permissions));
    expect((await ok<{ permissions: unknown[] }>('GET', '/roles/big')).permissions.length).toBe(permissions.length);
  });
});

describe('policies', () => {
  it('are made, decided by, replaced and deleted', async () => {
    const { ok, call } = await accessAdmin();
    const body = policyBody('allow', {
      conditions: [
        { kind: 'attribute', path: ['resource', 'id'], operator: 'equals', value: 'doc-1' },
        { kind: 'between', until: soon() },
        { kind: 'hours', time_zone: 'Asia/Tokyo', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '00:00' },
      ],
      ttl_seconds: 0,
    });
    const { revision } = await ok<WriteReply>('PUT', '/policies/p', body);
    expect(policyReply.parse(await ok('GET', '/policies/p'))).toEqual({ id: 'p', ...body, revision });
    expect(policiesReply.parse(await ok('GET', '/policies')).policies.length).toBe(1);
    expect(await decideFor('ann', 'read')).toMatchObject({ decision: true, ttlSeconds: 0, dependsOn: { time: true } });
    expect(await decideFor('ann', 'read', 'doc-2')).toMatchObject({ decision: false });
    await ok('PUT', '/policies/p', policyBody('deny'));
    expect(await decideFor('ann', 'read')).toMatchObject({ decision: false, path: [{ id: 'p' }] });
    await ok('DELETE', '/policies/p');
    expect(await decideFor('ann', 'read')).toMatchObject({ path: [{ kind: 'default' }] });
    expect((await call('DELETE', '/policies/p')).status).toBe(404);
  });

  it('do not contradict themselves or each other', async () => {
    const { ok, call } = await accessAdmin();
    const refusal = async (body: unknown) => (await errorOf(await call('PUT', '/policies/q', body))).details;
    const [one, two] = [
      { kind: 'between', from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
      { kind: 'between', from: '2026-02-01T00:00:00Z' },
    ] as const;
    expect(await refusal(policyBody('allow', { conditions: [one, two] }))).toMatchObject({ reason: 'contradiction' });
    const is = (value: string) => ({ kind: 'attribute', path: ['context', 'a'], operator: 'equals', value }) as const;
    expect(await refusal(policyBody('allow', { conditions: [is('x'), is('y')] as never }))).toMatchObject({
      reason: 'contradiction',
    });
    const subjects = [{ type: 'user', id: 'ann' }, { role: 'user' }];
    await ok('PUT', '/policies/p', policyBody('deny', { subjects, conditions: [is('x'), one] as never }));
    const opposite = policyBody('allow', { subjects: subjects.toReversed(), conditions: [one, is('x')] as never });
    expect(await refusal(opposite)).toMatchObject({ reason: 'contradiction' });
    expect(await refusal(policyBody('allow', { subjects: [{ role: 'nobody' }] }))).toEqual({
      reason: 'unknown_role',
      pointer: '/subjects/0/role',
    });
    const range = { kind: 'address', ranges: ['192.0.2.1/24'] } as const;
    expect(await refusal(policyBody('allow', { conditions: [range] as never }))).toEqual({
      reason: 'range',
      pointer: '/conditions/0/ranges',
    });
  });

  it('are bounded in number', async () => {
    const body = JSON.stringify(policyBody('allow'));
    const sql = 'INSERT INTO access_policies (id, format, body, revision) VALUES (?1, 1, ?2, 0)';
    const insert = env.DB.prepare(sql);
    await env.DB.batch(Array.from({ length: POLICIES_MAX }, (_, nth) => insert.bind(`p${nth}`, body)));
    const { ok, call } = await accessAdmin();
    const refused = await errorOf(await call('PUT', '/policies/more', policyBody('allow')));
    expect(refused).toMatchObject({ status: 409, details: { reason: 'too_many' } });
    await ok('PUT', '/policies/p7', policyBody('allow', { ttl_seconds: 5 }));
  });
});

describe('what a subject has', () => {
  it('is given, told and taken: roles, grants and properties', async () => {
    const { ok, house } = await accessAdmin();
    const at = '/subjects/user/ann';
    const expires_at = soon();
    await ok('PUT', '/roles/reader', roleBody([onDocs('read')]));
    await ok('PUT', `${at}/roles/reader`, { expires_at, reason: 'a week of help' });
    await ok('PUT', `${at}/grants/report`, { permission: onDocs('write', 'doc-9'), expires_at });
    await ok('PUT', `${at}/properties`, { properties: { email: 'ann@a.example', level: 3, tags: ['x'] } });
    expect(subjectReply.parse(await ok('GET', at))).toMatchObject({
      subject: { type: 'user', id: 'ann' },
      roles: [{ role: 'reader', expires_at }],
      grants: [{ id: 'report', permission: onDocs('write', 'doc-9'), expires_at }],
      properties: { value: { email: 'ann@a.example', level: 3, tags: ['x'] } },
    });
    expect(await decideFor('ann', 'write', 'doc-9')).toMatchObject({
      decision: true,
      validUntilMs: Date.parse(expires_at),
    });
    house.clock.advance(2 * DAY_MS);
    const later = await ok<SubjectReply>('GET', at);
    expect([later.roles, later.grants]).toEqual([[], []]);
    await ok('DELETE', `${at}/properties`);
    expect((await ok<SubjectReply>('GET', at)).properties).toBeUndefined();
  });

  it('ends in the future and within a year', async () => {
    const { call } = await accessAdmin();
    for (const expires_at of [soon(-1000), soon(367 * DAY_MS)]) {
      for (const [path, body] of [
        ['roles/user', { expires_at }],
        ['grants/g', { permission: onDocs('read'), expires_at }],
      ] as const) {
        expect(await errorOf(await call('PUT', `/subjects/user/ann/${path}`, body))).toMatchObject({
          status: 400,
          details: { reason: 'expiry', pointer: '/expires_at' },
        });
      }
    }
  });

  it('is no role that nobody knows, and nothing that it does not have can be taken', async () => {
    const { call } = await accessAdmin();
    const unknown = await call('PUT', '/subjects/user/ann/roles/nobody', {});
    expect(await errorOf(unknown)).toMatchObject({ status: 409, details: { reason: 'unknown_role' } });
    for (const path of ['roles/user', 'grants/g', 'properties']) {
      expect((await call('DELETE', `/subjects/user/ann/${path}`)).status).toBe(404);
    }
  });

  it('is bounded, and what has expired makes room', async () => {
    const { ok, call, house } = await accessAdmin();
    const insert = env.DB.prepare(`INSERT INTO access_grants
      (subject_type, subject_id, id, action, resource_type, resource_id, expires_at_ms, revision)
      VALUES ('user', 'ann', ?1, 'a', 'b', 'c', ?2, 0)`);
    const expiresAtMs = Date.now() + DAY_MS;
    await env.DB.batch(Array.from({ length: GRANTS_PER_SUBJECT_MAX }, (_, nth) => insert.bind(`g${nth}`, expiresAtMs)));
    const put = () => call('PUT', '/subjects/user/ann/grants/more', { permission: onDocs('read') });
    expect(await errorOf(await put())).toMatchObject({ status: 409, details: { reason: 'too_many' } });
    house.clock.advance(2 * DAY_MS);
    expect((await put()).status).toBe(200);
    const { grants } = await ok<SubjectReply>('GET', '/subjects/user/ann');
    expect(grants.map(({ id }) => id)).toEqual(['more']);
    const left = await env.DB.prepare('SELECT count(*) AS n FROM access_grants').first('n');
    expect(left).toBe(1);
  });

  it.each([
    'auth0|5f7c',
    'a b',
    'ann@a.example',
    '日本',
    'a/b',
    '100%',
    '..',
    "o'neil; DROP TABLE access_roles",
    'a\\b',
    '?#&=+',
  ])('is found under any id: %j', async (id) => {
    const { ok } = await accessAdmin();
    await ok('PUT', `/subjects/user/${encodeURIComponent(id).replace(/^\.\.$/, '%2E%2E%2E')}/roles/user`, {});
    const name = id === '..' ? '...' : id;
    const { subjects } = subjectsReply.parse(await ok('GET', `/subjects?search=${encodeURIComponent(name)}`));
    expect(subjects).toEqual([{ type: 'user', id: name, roles: ['user'], grants: 0, has_properties: false }]);
    const facts = await store.factsOf({ type: 'user', id: name });
    expect(facts.roles.map(({ role }) => role)).toEqual(['user']);
  });

  it('is listed in pages, by type, by a part of the id and by role', async () => {
    const { ok, call } = await accessAdmin();
    await ok('PUT', '/roles/reader', roleBody());
    for (const id of ['ann', 'ben', 'cem', 'dan', 'eve']) await ok('PUT', `/subjects/user/${id}/roles/user`, {});
    await ok('PUT', '/subjects/service/ben/grants/g', { permission: onDocs('read') });
    await ok('PUT', '/subjects/user/zoe/properties', { properties: {} });
    await ok('PUT', '/subjects/user/cem/roles/reader', { expires_at: soon() });
    const list = async (query: string) => (await ok<SubjectsReply>('GET', `/subjects${query}`)).subjects;
    const names = async (query: string) => (await list(query)).map(({ type, id }) => `${type}/${id}`);
    const all = ['service/ben', 'user/ann', 'user/ben', 'user/cem', 'user/dan', 'user/eve', 'user/zoe'];
    expect(await names('')).toEqual(all);
    const paged: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: SubjectsReply = await ok('GET', `/subjects?limit=2${after === '' ? '' : `&after=${after}`}`);
      expect(page.subjects.length).toBeLessThanOrEqual(2);
      paged.push(...page.subjects.map(({ type, id }) => `${type}/${id}`));
      after = page.next;
    }
    expect(paged).toEqual(all);
    expect(await names('?type=service')).toEqual(['service/ben']);
    expect(await names('?search=en')).toEqual(['service/ben', 'user/ben']);
    expect(await names('?search=%25')).toEqual([]);
    expect(await names('?role=reader')).toEqual(['user/cem']);
    expect((await list('?search=zoe'))[0]).toMatchObject({ has_properties: true, roles: [] });
    for (const query of ['?limit=0', '?limit=201', '?limit=x', '?after=@@', '?after=e30', '?what=1', '?role=A']) {
      expect((await call('GET', `/subjects${query}`)).status).toBe(400);
    }
  });
});

describe('a write', () => {
  it('is logged with who, why, before and after, newest first and in pages', async () => {
    const { ok } = await accessAdmin();
    await ok('PUT', '/roles/reader', { ...roleBody([onDocs('read')]), reason: 'readers' });
    await ok('PUT', '/roles/reader', roleBody([onDocs('look')]));
    await ok('PUT', '/subjects/user/ann/roles/reader', {});
    await ok('DELETE', '/subjects/user/ann/roles/reader?reason=has%20left');
    const { changes } = changesReply.parse(await ok('GET', '/changes'));
    expect(changes.map(({ kind, target, reason }) => [kind, target, reason])).toEqual([
      ['delete_assignment', 'subject:user/ann', 'has left'],
      ['put_assignment', 'subject:user/ann', null],
      ['put_role', 'role:reader', null],
      ['put_role', 'role:reader', 'readers'],
    ]);
    expect(changes[2]).toMatchObject({
      actor: 'operator:admin-token',
      before: { permissions: [onDocs('read')] },
      after: { permissions: [onDocs('look')] },
    });
    expect(changes[0]).toMatchObject({ before: { role: 'reader' }, after: null });
    const page = changesReply.parse(await ok('GET', '/changes?limit=3'));
    expect(page.changes.length).toBe(3);
    const rest = changesReply.parse(await ok('GET', `/changes?limit=3&before=${page.next}`));
    expect([...page.changes, ...rest.changes]).toEqual(changes);
    expect(rest.next).toBeNull();
    const ofAnn = changesReply.parse(await ok('GET', '/changes?target=subject:user/ann'));
    expect(ofAnn.changes.length).toBe(2);
  });

  it('over another revision than it was made from is refused', async () => {
    const { ok, call } = await accessAdmin();
    const put = (if_revision: number, action: string) =>
      call('PUT', '/roles/reader', { ...roleBody([onDocs(action)]), if_revision });
    expect(await errorOf(await put(7, 'a'))).toMatchObject({ status: 409, details: { reason: 'revision' } });
    const { revision } = await (await put(0, 'a')).json<WriteReply>();
    expect((await put(0, 'b')).status).toBe(409);
    const repeated = await (await put(0, 'a')).json<WriteReply>();
    expect(repeated).toMatchObject({ revision, changed: false });
    expect((await put(revision, 'b')).status).toBe(200);
    expect((await put(revision, 'c')).status).toBe(409);
    expect((await call('DELETE', `/roles/reader?if_revision=${revision}`)).status).toBe(409);
    await ok('DELETE', `/roles/reader?if_revision=${revision + 1}`);
  });

  it('that is sent again changes nothing, in whatever order it lists things, and is answered alike', async () => {
    const { ok } = await accessAdmin();
    const permissions = [onDocs('read'), onDocs('write'), onDocs('a')];
    const first = writeReply.parse(await ok('PUT', '/roles/reader', roleBody(permissions, ['user', 'admin'])));
    const again = writeReply.parse(
      await ok('PUT', '/roles/reader', roleBody(permissions.toReversed(), ['admin', 'user'])),
    );
    expect([first.changed, again.changed]).toEqual([true, false]);
    expect(again.revision).toBe(first.revision);
    const { changes } = await ok<{ changes: unknown[] }>('GET', '/changes');
    expect(changes.length).toBe(1);
  });

  it('raises the counter of what it concerns and no other, and its token names it', async () => {
    const { ok } = await accessAdmin();
    const stamps = async () => ({
      policies: (await env.ACCESS_POLICIES.getByName('policies').stamp()).number,
      ann: (await env.ACCESS_SUBJECTS.getByName('user\nann').stamp()).number,
      ben: (await env.ACCESS_SUBJECTS.getByName('user\nben').stamp()).number,
    });
    const writes = [
      ['PUT', '/roles/reader', roleBody([onDocs('read')]), 'policies'],
      ['PUT', '/policies/p', policyBody('deny'), 'policies'],
      ['PUT', '/subjects/user/ann/roles/reader', {}, 'ann'],
      ['PUT', '/subjects/user/ann/grants/g', { permission: onDocs('read') }, 'ann'],
      ['PUT', '/subjects/user/ann/properties', { properties: { a: 1 } }, 'ann'],
      ['DELETE', '/subjects/user/ann/roles/reader', undefined, 'ann'],
      ['DELETE', '/subjects/user/ann/grants/g', undefined, 'ann'],
      ['DELETE', '/subjects/user/ann/properties', undefined, 'ann'],
      ['DELETE', '/policies/p', undefined, 'policies'],
      ['DELETE', '/roles/reader', undefined, 'policies'],
    ] as const;
    for (const [method, path, body, raised] of writes) {
      const before = await stamps();
      const { revision_token } = await ok<WriteReply>(method, path, body);
      const after = await stamps();
      for (const name of ['policies', 'ann', 'ben'] as const) {
        if (name === raised) expect(after[name]).toBeGreaterThan(before[name]);
        else expect(after[name]).toBe(before[name]);
      }
      const token = parseRevisionToken(revision_token);
      const number = token?.policies ?? token?.subject?.epoch ?? 0;
      expect(number).toBeGreaterThan(before[raised]);
      expect(number).toBeLessThanOrEqual(after[raised]);
      expect(token?.subject?.subject).toEqual(raised === 'ann' ? { type: 'user', id: 'ann' } : undefined);
    }
  });

  it('is refused before anything is written when the counter is away, and when the database is', async () => {
    const away = () => ({ beginChange: () => Promise.reject(new Error('away')) });
    const { call } = await accessAdmin({ ACCESS_POLICIES: { getByName: away } });
    expect(await errorOf(await call('PUT', '/roles/reader', roleBody()))).toMatchObject({
      status: 503,
      code: 'unavailable',
    });
    expect((await store.rules()).roles.has('reader')).toBe(false);
    const broken = new Proxy(env.DB, {
      get: (target, name) => {
        if (name === 'batch') return () => Promise.reject(new Error('D1_ERROR: no such secret'));
        return Reflect.get(target, name).bind(target);
      },
    });
    const other = await accessAdmin({ DB: broken });
    const error = await errorOf(await other.call('GET', '/roles'));
    expect(error).toMatchObject({ status: 503, code: 'unavailable' });
    expect(error.message).not.toContain('secret');
  });

  it('is whole or not at all, also against others who write at the same time', async () => {
    const { call, ok } = await accessAdmin();
    const statuses = await Promise.all(
      Array.from({ length: 6 }, (_, nth) => call('PUT', `/roles/r${nth}`, roleBody([onDocs(`a${nth}`)]))),
    );
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const { roles } = rolesReply.parse(await ok('GET', '/roles'));
    expect(roles.filter(({ system }) => !system).length).toBe(6);
    // Each of two would be fine alone: together they would be a circle.
    const circle = await Promise.all([
      call('PUT', '/roles/r0', roleBody([], ['r1'])),
      call('PUT', '/roles/r1', roleBody([], ['r0'])),
    ]);
    expect(new Set(circle.map(({ status }) => status))).toEqual(new Set([200, 409]));
    // A role that goes while somebody gets it: one of both happens.
    const race = await Promise.all([call('DELETE', '/roles/r5'), call('PUT', '/subjects/user/ann/roles/r5', {})]);
    expect(new Set(race.map(({ status }) => status))).toEqual(new Set([200, 409]));
  });
});

describe('hostile input', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const lists = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const role = (more: object) => ['PUT', '/roles/x', { ...roleBody(), ...more }] as const;
  const policy = (more: object) => ['PUT', '/policies/x', { ...policyBody('allow'), ...more }] as const;
  const conditions = (...all: unknown[]) => policy({ conditions: all });
  const attribute = (more: object) =>
    conditions({ kind: 'attribute', path: ['context', 'a'], operator: 'equals', value: 1, ...more });
  const properties = (value: unknown) => ['PUT', '/subjects/user/ann/properties', { properties: value }] as const;

  it.each<readonly [string, string, unknown]>([
    ['PUT', '/roles/X', roleBody()],
    ['PUT', '/roles/__proto__', roleBody()],
    ['PUT', '/roles/%E0%A4%A', roleBody()],
    ['PUT', `/roles/${'a'.repeat(33)}`, roleBody()],
    role({ __proto__: null, surprise: 1 }),
    ['PUT', '/roles/x', '{"precedence":1,"parents":[],"permissions":[],"__proto__":{"system":true}}'],
    role({ precedence: -1 }),
    role({ precedence: 1.5 }),
    role({ parents: ['a', 'a'] }),
    role({ parents: Array.from({ length: 11 }, (_, nth) => `p${nth}`) }),
    role({ permissions: [onDocs('read'), onDocs('read')] }),
    role({ permissions: Array.from({ length: 101 }, (_, nth) => onDocs(`a${nth}`)) }),
    role({ permissions: [onDocs('')] }),
    role({ permissions: [onDocs('a*b')] }),
    role({ permissions: [onDocs('**')] }),
    role({ permissions: [onDocs('a\u0000b')] }),
    role({ permissions: [onDocs('a\nb')] }),
    role({ permissions: [onDocs('\ud800')] }),
    role({ permissions: [onDocs('x'.repeat(257))] }),
    role({ if_revision: '1' }),
    role({ reason: ' ' }),
    role({ reason: 'x'.repeat(201) }),
    policy({ subjects: [] }),
    policy({ subjects: [{ role: 'user', type: 'user', id: 'x' }] }),
    policy({ subjects: Array.from({ length: 51 }, (_, nth) => ({ type: 'user', id: `u${nth}` })) }),
    policy({ effect: 'maybe' }),
    policy({ ttl_seconds: -1 }),
    policy({ ttl_seconds: 1e9 }),
    policy({ conditions: Array.from({ length: 11 }, () => ({ kind: 'between', from: soon() })) }),
    conditions({ kind: 'moon' }),
    conditions({ kind: 'between' }),
    conditions({ kind: 'between', from: 'tomorrow' }),
    conditions({ kind: 'between', from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }),
    conditions({ kind: 'hours', time_zone: 'Mars/Olympus', days: [1], from: '00:00', until: '01:00' }),
    conditions({ kind: 'hours', time_zone: 'UTC', days: [0], from: '00:00', until: '01:00' }),
    conditions({ kind: 'hours', time_zone: 'UTC', days: [], from: '00:00', until: '01:00' }),
    conditions({ kind: 'hours', time_zone: 'UTC', days: [1], from: '24:00', until: '01:00' }),
    conditions({ kind: 'hours', time_zone: 'UTC', days: [1], from: '9:00', until: '10:00' }),
    conditions({ kind: 'address', ranges: [] }),
    conditions({ kind: 'address', ranges: ['192.0.2.0/24,0.0.0.0/0'] }),
    conditions({ kind: 'address', ranges: ['everywhere'] }),
    attribute({ path: ['subject'] }),
    attribute({ path: ['subject', 'secret'] }),
    attribute({ path: ['subject', 'properties'] }),
    attribute({ path: ['session', 'id'] }),
    attribute({ path: ['context', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }),
    attribute({ operator: 'matches', value: '(a+)+$' }),
    attribute({ operator: 'less', value: '1' }),
    attribute({ operator: 'in', value: 'abc' }),
    attribute({ value: { a: 1 } }),
    attribute({ value: [['a']] }),
    attribute({ value: Array.from({ length: 101 }, (_, nth) => nth) }),
    ['PUT', '/roles/x', `{"precedence":1,"parents":${deep}}`],
    ['PUT', '/roles/x', lists],
    ['POST', '/dry-run', `{"change":{"kind":"put_properties","properties":${deep}}}`],
    properties([]),
    properties(null),
    properties({ a: 'x'.repeat(2049) }),
    properties(Object.fromEntries(Array.from({ length: 501 }, (_, nth) => [`a${nth}`, nth]))),
    properties(Object.fromEntries(Array.from({ length: 10 }, (_, nth) => [`a${nth}`, 'x'.repeat(1000)]))),
    properties({ ['k'.repeat(129)]: 1 }),
    properties(JSON.parse('{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}')),
    ['PUT', '/subjects/user/ann/properties', '{"properties":{"__proto__":{"admin":true}}}'],
    ['PUT', '/subjects/user/ann/properties', '{"properties":{"a":{"__proto__":1}}}'],
    ['PUT', '/subjects/user/ann/properties', '{"properties":{"a":1e999}}'],
    ['PUT', `/subjects/${'t'.repeat(65)}/ann/properties`, { properties: {} }],
    ['PUT', `/subjects/user/${'i'.repeat(257)}/properties`, { properties: {} }],
    ['PUT', '/subjects/us%0Aer/ann/properties', { properties: {} }],
    ['PUT', '/subjects/user/a%00b/properties', { properties: {} }],
    ['PUT', '/subjects/user/ann/grants/G', { permission: onDocs('read') }],
    ['PUT', '/subjects/user/ann/roles/user', { expires_at: '2026-13-01T00:00:00Z' }],
    ['DELETE', '/roles/x?if_revision=-1', undefined],
    ['DELETE', '/roles/x?surprise=1', undefined],
    ['DELETE', '/roles/x?reason=a&reason=b', undefined],
    ['POST', '/dry-run', '{}'],
    ['POST', '/dry-run', { change: { kind: 'drop_table' } }],
    ['POST', '/dry-run', { change: { kind: 'delete_role', name: 'x' }, questions: [] }],
    ['POST', '/dry-run', lists],
  ])('%s %s (%#) is a clear 400', async (method, path, body) => {
    const { call } = await accessAdmin();
    const error = await errorOf(await call(method, path, body));
    expect(error).toMatchObject({ status: 400, code: 'bad_request' });
    expect(error.message.length).toBeLessThan(200);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM access_changes').first('n')).toBe(0);
  });

  it('is refused when it is too long or of another type', async () => {
    const { call, house } = await accessAdmin();
    expect((await call('PUT', '/roles/x', ' '.repeat(96 * 1024 + 1))).status).toBe(413);
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'text/plain' };
    expect((await house.fetch('/admin/access/roles/x', { method: 'PUT', headers, body: '{}' })).status).toBe(415);
  });
});
