import { describe, expect, it } from 'vitest';
import type { SessionReply } from '../../../shared/auth.schema.ts';
import { ApiError, type ClientErrorCode } from '../../../shared/client.ts';
import { askGate } from './gate.ts';

const provider = { name: 'Some provider' };
const refuse = (code: ClientErrorCode) => () =>
  Promise.reject(new ApiError({ code, message: 'No.', status: 400, retryable: false }));
const answer =
  <Value>(value: Value) =>
  () =>
    Promise.resolve(value);
const somebody = answer<SessionReply>({
  signed_in: true,
  provider,
  session_id: '1'.repeat(32),
  subject: { type: 'user', id: 'ben' },
  name: null,
  roles: ['user'],
  second_factor: false,
  authenticated_at: null,
  idle_until: '2026-11-20T10:00:00.000Z',
  expires_at: '2026-11-20T10:00:00.000Z',
});
const nobody = answer<SessionReply>({ signed_in: false, provider });
const missing = refuse('not_found');

describe('the page', () => {
  it('opens for whom the server lets in, without asking who it is', async () => {
    const status = answer({ accounts: [], unknown: 2 });
    const gate = await askGate({ status, visitor: refuse('internal_error'), askAsAdministrator: missing });
    expect(gate).toEqual({ kind: 'open', accounts: [], unreachable: 2 });
  });

  it.each([
    ['nobody signed in', nobody, missing, { kind: 'signed_out', provider }],
    ['somebody without the role', somebody, missing, { kind: 'not_admin', name: 'user:ben' }],
    ['an administrator where nothing is configured', somebody, answer({ roles: [] }), { kind: 'unconfigured' }],
    ['an administrator without a second factor', somebody, refuse('step_up_required'), { kind: 'step_up' }],
  ] as const)('tells %s by another route, since Zaim’s are not there', async (_, visitor, ask, expected) => {
    expect(await askGate({ status: missing, visitor, askAsAdministrator: ask })).toMatchObject(expected);
  });

  it('asks for a second factor where the server does', async () => {
    const status = refuse('step_up_required');
    expect(await askGate({ status, visitor: nobody, askAsAdministrator: missing })).toMatchObject({ kind: 'step_up' });
  });

  it.each([
    ['the accounts', { status: refuse('unavailable'), visitor: nobody, askAsAdministrator: missing }],
    ['the visitor', { status: missing, visitor: refuse('unavailable'), askAsAdministrator: missing }],
    ['the other route', { status: missing, visitor: somebody, askAsAdministrator: refuse('unavailable') }],
  ])('says nothing about the person when the server cannot tell of %s', async (_, api) => {
    await expect(askGate(api)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
