/** Who would gain and who would lose, compared over the real store; the store is the same afterwards. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import '../../testing/migrate.ts';
import { DRY_RUN_SUBJECTS_MAX } from '../../../shared/access-admin.limits.ts';
import { type Change, type DryRunReply, dryRunReply } from '../../../shared/access-admin.schema.ts';
import { accessAdmin, onDocs, policyBody, roleBody } from '../../testing/access-admin.ts';
import { errorOf } from '../../testing/harness.ts';

const TABLES = ['assignments', 'grants', 'properties', 'policies', 'role_parents', 'role_permissions', 'changes'];

beforeEach(async () => {
  const clear = TABLES.map((table) => env.DB.prepare(`DELETE FROM access_${table}`));
  await env.DB.batch([...clear, env.DB.prepare('DELETE FROM access_roles WHERE system = 0')]);
});

/** Readers read, writers write and read; Ann is a writer, Ben a reader, Cem has a grant. */
async function office() {
  const { ok, call } = await accessAdmin();
  await ok('PUT', '/roles/reader', roleBody([onDocs('read')]));
  await ok('PUT', '/roles/writer', roleBody([onDocs('write')], ['reader']));
  await ok('PUT', '/subjects/user/ann/roles/writer', {});
  await ok('PUT', '/subjects/user/ben/roles/reader', {});
  await ok('PUT', '/subjects/user/cem/grants/g', { permission: onDocs('read', 'doc-7') });
  return {
    ok,
    call,
    dry: async (change: Change, questions?: unknown[]) =>
      dryRunReply.parse(await ok('POST', '/dry-run', { change, ...(questions === undefined ? {} : { questions }) })),
  };
}

const named = (differences: DryRunReply['gain']) =>
  differences.map(({ subject, credential_role, action, resource }) => {
    const who = subject === undefined ? `role ${credential_role}` : `${subject.type}/${subject.id}`;
    return `${who} ${action} ${resource.type}/${resource.id}`;
  });

describe('a dry run', () => {
  it('names who would gain by a permission of a role, through inheritance too', async () => {
    const { dry } = await office();
    const role = roleBody([onDocs('read'), onDocs('print')]);
    const reply = await dry({ kind: 'put_role', name: 'reader', role });
    expect(named(reply.gain)).toEqual([
      'role reader print doc/…',
      'role writer print doc/…',
      'user/ann print doc/…',
      'user/ben print doc/…',
    ]);
    expect(reply).toMatchObject({ lose: [], gain_count: 4, lose_count: 0, truncated: false });
    expect(reply.gain[2]).toMatchObject({
      before: { decision: false, path: [{ kind: 'default' }] },
      after: { decision: true, path: [{ kind: 'role', id: 'writer > reader' }] },
    });
  });

  it('names who would lose when a role no longer inherits', async () => {
    const { dry } = await office();
    const reply = await dry({ kind: 'put_role', name: 'writer', role: roleBody([onDocs('write')]) });
    expect(named(reply.lose)).toEqual(['role writer read doc/…', 'user/ann read doc/…']);
    expect(reply.gain).toEqual([]);
  });

  it('names whom a deny would hit, also by a grant, and whom it names without being in the store', async () => {
    const { dry } = await office();
    const subjects = [
      { type: 'user', id: 'cem' },
      { type: 'user', id: 'zoe' },
    ];
    const deny = await dry({ kind: 'put_policy', id: 'p', policy: policyBody('deny', { subjects }) });
    expect(named(deny.lose)).toEqual(['user/cem read doc/doc-7']);
    const allow = await dry({ kind: 'put_policy', id: 'p', policy: policyBody('allow', { subjects }) });
    expect(named(allow.gain)).toContain('user/zoe read doc/…');
    expect(named(allow.gain)).not.toContain('user/ben read doc/…');
  });

  it('tells what the end of a policy, an assignment or a grant would mean', async () => {
    const { dry, ok } = await office();
    await ok('PUT', '/policies/p', policyBody('allow', { subjects: [{ role: 'user' }], permission: onDocs('look') }));
    expect(named((await dry({ kind: 'delete_policy', id: 'p' })).lose)).toEqual(['role user look doc/…']);
    const ann = { type: 'user', id: 'ann' };
    const assignment = await dry({ kind: 'delete_assignment', subject: ann, role: 'writer' });
    expect(named(assignment.lose)).toContain('user/ann write doc/…');
    const cem = { type: 'user', id: 'cem' };
    expect(named((await dry({ kind: 'delete_grant', subject: cem, id: 'g' })).lose)).toEqual([
      'user/cem read doc/doc-7',
    ]);
    const more = { kind: 'put_assignment', subject: cem, role: 'reader', assignment: {} } as const;
    expect(named((await dry(more)).gain)).toEqual(['user/cem read doc/…']);
  });

  it('answers own questions, in their order, with attributes that only a request has', async () => {
    const { dry } = await office();
    const conditions = [
      {
        kind: 'attribute',
        path: ['resource', 'properties', 'owner'],
        operator: 'equals',
        value: { path: ['subject', 'id'] },
      },
    ];
    const policy = policyBody('allow', { permission: onDocs('delete'), conditions: conditions as never });
    const change: Change = { kind: 'put_policy', id: 'owners', policy };
    const ask = (id: string, owner: string) => ({
      subject: { type: 'user', id },
      action: { name: 'delete' },
      resource: { type: 'doc', id: 'doc-1', properties: { owner } },
    });
    const reply = await dry(change, [
      ask('ann', 'ann'),
      ask('ann', 'ben'),
      { ...ask('new', 'x'), action: { name: 'read' }, credential_roles: ['reader'] },
    ]);
    expect(reply.answers?.map(({ before, after }) => [before.decision, after.decision])).toEqual([
      [false, true],
      [false, false],
      [true, true],
    ]);
    expect(named(reply.gain)).toEqual(['user/ann delete doc/doc-1']);
    expect((await dry(change)).conditional_policies).toEqual(['owners']);
  });

  it('knows what a property of the store would change', async () => {
    const { dry, ok } = await office();
    const conditions = [
      { kind: 'attribute', path: ['subject', 'properties', 'team'], operator: 'equals', value: 'legal' },
    ];
    await ok(
      'PUT',
      '/policies/p',
      policyBody('allow', { permission: onDocs('sign'), conditions: conditions as never }),
    );
    const subject = { type: 'user', id: 'ben' };
    const reply = await dry({ kind: 'put_properties', subject, properties: { team: 'legal' } });
    expect(named(reply.gain)).toEqual(['user/ben sign doc/…']);
  });

  it('is refused as the change would be, and changes nothing', async () => {
    const { call, dry } = await office();
    const counted = async () => [
      await env.DB.prepare('SELECT count(*) AS n FROM access_changes').first('n'),
      (await env.ACCESS_POLICIES.getByName('policies').stamp()).number,
      (await env.ACCESS_SUBJECTS.getByName('user\nann').stamp()).number,
    ];
    const before = await counted();
    const refusal = async (change: unknown) => await errorOf(await call('POST', '/dry-run', { change }));
    expect(await refusal({ kind: 'delete_role', name: 'reader' })).toMatchObject({
      status: 409,
      details: { reason: 'in_use' },
    });
    expect(await refusal({ kind: 'delete_policy', id: 'none' })).toMatchObject({ status: 404 });
    expect(await refusal({ kind: 'put_role', name: 'reader', role: roleBody([], ['writer']) })).toMatchObject({
      details: { reason: 'cycle' },
    });
    await dry({ kind: 'put_role', name: 'reader', role: roleBody() });
    await dry({ kind: 'delete_assignment', subject: { type: 'user', id: 'ann' }, role: 'writer' });
    expect(await counted()).toEqual(before);
  });

  it('is bounded, and says when a bound was met', async () => {
    const { dry } = await office();
    const insert = env.DB.prepare("INSERT INTO access_assignments VALUES ('user', ?1, 'reader', NULL, 0)");
    await env.DB.batch(Array.from({ length: DRY_RUN_SUBJECTS_MAX }, (_, nth) => insert.bind(`many-${nth}`)));
    const reply = await dry({ kind: 'put_role', name: 'reader', role: roleBody([onDocs('read'), onDocs('print')]) });
    expect(reply).toMatchObject({ truncated: true, gain_count: DRY_RUN_SUBJECTS_MAX + 2 });
    expect(reply.gain.length).toBe(200);
  });
});
