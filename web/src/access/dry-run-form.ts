/** From the JSON in the form to the request of a dry run. Whether it is a change is for the server to say. Pure. */
import type { Change, Question } from '../../../shared/access-admin.schema.ts';
import { readJsonText, writeJsonText } from '../desk/json-text.ts';

const subject = { type: 'user', id: 'ann' };
const permission = { action: 'read', resource_type: 'order', resource_id: '*' };

/** One change of each kind, to begin from. */
export const CHANGE_EXAMPLES = {
  put_role: { kind: 'put_role', name: 'reader', role: { precedence: 100, parents: [], permissions: [permission] } },
  delete_role: { kind: 'delete_role', name: 'reader' },
  put_policy: {
    kind: 'put_policy',
    id: 'readers',
    policy: { effect: 'allow', subjects: [{ role: 'user' }], permission, conditions: [] },
  },
  delete_policy: { kind: 'delete_policy', id: 'readers' },
  put_assignment: { kind: 'put_assignment', subject, role: 'admin', assignment: {} },
  delete_assignment: { kind: 'delete_assignment', subject, role: 'admin' },
  put_grant: { kind: 'put_grant', subject, id: 'orders', grant: { permission } },
  delete_grant: { kind: 'delete_grant', subject, id: 'orders' },
  put_properties: { kind: 'put_properties', subject, properties: { team: 'north' } },
  delete_properties: { kind: 'delete_properties', subject },
} as const satisfies { readonly [Kind in Change['kind']]: object };

export const CHANGE_KINDS = Object.keys(CHANGE_EXAMPLES) as readonly Change['kind'][];

const QUESTION: Question = { subject, action: { name: 'read' }, resource: { type: 'order', id: '7' } };

export function changeExample(kind: Change['kind']): string {
  return writeJsonText(CHANGE_EXAMPLES[kind]);
}

export function questionsExample(): string {
  return writeJsonText([QUESTION]);
}

/** @returns undefined while there is no change, or something that is no JSON. */
export function dryRunRequest(change: string, questions: string): object | undefined {
  const read = readJsonText(change, undefined);
  const asked = readJsonText(questions, undefined);
  if (!read.ok || !asked.ok || read.value === undefined) return undefined;
  return { change: read.value, ...(asked.value !== undefined && { questions: asked.value }) };
}
