/**
 * The Todo application of the OpenID AuthZEN interop: its users, roles, rules and expected decisions, from the payload
 * specification for Authorization API 1.0 draft 02 and the decision table of its reference backend (openid/authzen,
 * interop/authzen-todo-backend/test). `decide` answers it in access/policies/authzen-todo.test.ts; the table is here so
 * that it can be asked over HTTP as well, single and in batches.
 */
import type { DecisionRequest, Permission, Policy, PolicySet, Role, SubjectFacts } from '../access/policies/model.ts';

type TodoName = 'rick' | 'morty' | 'summer' | 'beth' | 'jerry';

interface TodoUser {
  /** `sub` of the person's tokens, and the id of the subject. */
  readonly pid: string;
  /** What the application names an owner by; kept in the store as the property `email`. */
  readonly email: string;
  readonly roles: readonly string[];
}

/** The ids of the scenario differ in three characters. */
const pidOf = (mark: string) => `CiRmZ${mark}MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs`;

export const TODO_USERS: Readonly<Record<TodoName, TodoUser>> = {
  rick: { pid: pidOf('DA2'), email: 'rick@the-citadel.com', roles: ['admin', 'evil_genius'] },
  morty: { pid: pidOf('DE2'), email: 'morty@the-citadel.com', roles: ['editor'] },
  summer: { pid: pidOf('DI2'), email: 'summer@the-smiths.com', roles: ['editor'] },
  beth: { pid: pidOf('DM2'), email: 'beth@the-smiths.com', roles: ['viewer'] },
  jerry: { pid: pidOf('DQ2'), email: 'jerry@the-smiths.com', roles: ['viewer'] },
};

const onTodos = (action: string): Permission => ({ action, resourceType: 'todo', resourceId: '*' });
const readUsers: Permission = { action: 'can_read_user', resourceType: 'user', resourceId: '*' };

export const TODO_ROLES: readonly Role[] = [
  { name: 'admin', precedence: 1, parents: ['editor'], permissions: [onTodos('can_delete_todo')] },
  { name: 'evil_genius', precedence: 2, parents: ['editor'], permissions: [onTodos('can_update_todo')] },
  { name: 'editor', precedence: 5, parents: ['viewer'], permissions: [onTodos('can_create_todo')] },
  { name: 'viewer', precedence: 9, parents: [], permissions: [onTodos('can_read_todos'), readUsers] },
];

const ofOwners = (id: string, action: string): Policy => ({
  id,
  effect: 'allow',
  subjects: [{ role: 'editor' }],
  permission: onTodos(action),
  conditions: [
    {
      kind: 'attribute',
      path: ['resource', 'properties', 'ownerID'],
      operator: 'equals',
      value: { path: ['subject', 'properties', 'email'] },
    },
  ],
});

export const TODO_POLICIES: readonly Policy[] = [
  ofOwners('todo-owner-updates', 'can_update_todo'),
  ofOwners('todo-owner-deletes', 'can_delete_todo'),
];

export function todoSet(): PolicySet {
  return { roles: new Map(TODO_ROLES.map((role) => [role.name, role])), policies: TODO_POLICIES };
}

export function todoFacts({ email, roles }: TodoUser): SubjectFacts {
  return { roles: roles.map((role) => ({ role })), grants: [], properties: { email } };
}

export interface TodoCase {
  readonly user: TodoUser;
  readonly request: DecisionRequest;
  readonly expected: boolean;
}

const TODO_ID = '7240d0db-8ff0-41ec-98b2-34a096273b9';
/** The last digit of the todo of each. */
const TODO_OF: Readonly<Record<TodoName, string>> = { rick: '2', morty: '1', summer: '3', beth: '4', jerry: '5' };
/** Rows of the table: read users, read todos, create, update Rick's and the second todo, delete those. */
const EXPECTED: Readonly<Record<TodoName, { readonly second: TodoName; readonly row: string }>> = {
  rick: { second: 'morty', row: 'YYYY YYYY' },
  morty: { second: 'morty', row: 'YYYY NYNY' },
  summer: { second: 'summer', row: 'YYYY NYNY' },
  beth: { second: 'beth', row: 'YYYN NNNN' },
  jerry: { second: 'jerry', row: 'YYYN NNNN' },
};

function requestOf(user: TodoUser, action: string, resource: DecisionRequest['resource']): DecisionRequest {
  return { subject: { type: 'user', id: user.pid }, action: { name: action }, resource };
}

export function todoOf(owner: TodoName): DecisionRequest['resource'] {
  return { type: 'todo', id: `${TODO_ID}${TODO_OF[owner]}`, properties: { ownerID: TODO_USERS[owner].email } };
}

/** All 40 evaluations of the table. */
export const TODO_CASES: readonly TodoCase[] = (Object.keys(EXPECTED) as TodoName[]).flatMap((name) => {
  const { second, row } = EXPECTED[name];
  const user = TODO_USERS[name];
  const aTodo = { type: 'todo', id: 'todo-1' };
  const requests = [
    requestOf(user, 'can_read_user', { type: 'user', id: TODO_USERS.beth.email }),
    requestOf(user, 'can_read_user', { type: 'user', id: user.email }),
    requestOf(user, 'can_read_todos', aTodo),
    requestOf(user, 'can_create_todo', aTodo),
    requestOf(user, 'can_update_todo', todoOf('rick')),
    requestOf(user, 'can_update_todo', todoOf(second)),
    requestOf(user, 'can_delete_todo', todoOf('rick')),
    requestOf(user, 'can_delete_todo', todoOf(second)),
  ];
  const expected = row.replaceAll(' ', '');
  return requests.map((request, nth) => ({ user, request, expected: expected[nth] === 'Y' }));
});

/** The three batches of the table: one subject and action, two todos. */
export const TODO_BATCHES: readonly {
  readonly user: TodoUser;
  readonly action: string;
  readonly resources: readonly DecisionRequest['resource'][];
  readonly expected: readonly boolean[];
}[] = [
  {
    user: TODO_USERS.rick,
    action: 'can_update_todo',
    resources: [todoOf('rick'), todoOf('jerry')],
    expected: [true, true],
  },
  {
    user: TODO_USERS.morty,
    action: 'can_update_todo',
    resources: [todoOf('rick'), todoOf('morty')],
    expected: [false, true],
  },
  {
    user: TODO_USERS.jerry,
    action: 'can_update_todo',
    resources: [todoOf('rick'), todoOf('jerry')],
    expected: [false, false],
  },
];
