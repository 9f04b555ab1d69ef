/** The interop scenario of AuthZEN (workers/testing/authzen-todo.ts), answered by the pure decision. */
import { describe, expect, it } from 'vitest';
import { TODO_BATCHES, TODO_CASES, TODO_USERS, todoFacts, todoOf, todoSet } from '../../testing/authzen-todo.ts';
import { decide } from './decide.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

it('has the ids and the 40 cases of the scenario, 26 of them allowed', () => {
  expect(TODO_USERS.rick.pid).toBe('CiRmZDA2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs');
  expect(atob(TODO_USERS.jerry.pid)).toContain('fd4614d3-c39a-4781-b7bd-8b96f5a5100d');
  expect(TODO_CASES.length).toBe(40);
  expect(TODO_CASES.filter(({ expected }) => expected).length).toBe(26);
});

describe('AuthZEN Todo', () => {
  const set = todoSet();

  it.each(TODO_CASES)(
    '$user.email $request.action.name $request.resource.id: $expected',
    ({ user, request, expected }) => {
      expect(decide(request, set, todoFacts(user), NOW_MS)).toMatchObject({
        decision: expected,
        dependsOn: { time: false, address: false },
      });
    },
  );

  it.each(TODO_BATCHES)('$user.email $action: $expected', ({ user, action, resources, expected }) => {
    const subject = { type: 'user', id: user.pid };
    const answers = resources.map((resource) =>
      decide({ subject, action: { name: action }, resource }, set, todoFacts(user), NOW_MS),
    );
    expect(answers.map(({ decision }) => decision)).toEqual(expected);
  });

  it('does not take an owner from what the request says of the subject', () => {
    const { morty, rick } = TODO_USERS;
    const subject = { type: 'user', id: morty.pid, properties: { email: rick.email } };
    const request = { subject, action: { name: 'can_update_todo' }, resource: todoOf('rick') };
    expect(decide(request, set, todoFacts(morty), NOW_MS).decision).toBe(false);
  });
});
