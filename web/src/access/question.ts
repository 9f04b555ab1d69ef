/** A question for the try-it box: from what stands in the form to AuthZEN's message, and the reasons of the answer. Pure. */
import { readJsonText } from '../desk/json-text.ts';
import type { RuleStep } from './rules/rule-path.tsx';

export const PROPERTY_FIELDS = ['subjectProperties', 'resourceProperties', 'context'] as const;

export interface QuestionDraft extends Readonly<Record<(typeof PROPERTY_FIELDS)[number], string>> {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly isStrict: boolean;
}

export const BLANK_QUESTION: QuestionDraft = {
  subjectType: 'user',
  subjectId: '',
  action: '',
  resourceType: '',
  resourceId: '',
  subjectProperties: '',
  resourceProperties: '',
  context: '',
  isStrict: false,
};

/** @returns undefined while a field of JSON cannot be read. */
export function questionOf(draft: QuestionDraft): object | undefined {
  const [subject, resource, context] = PROPERTY_FIELDS.map((field) => readJsonText(draft[field], undefined));
  if (!subject?.ok || !resource?.ok || !context?.ok) return undefined;
  const having = (read: { readonly value: unknown }) => (read.value === undefined ? {} : { properties: read.value });
  return {
    subject: { type: draft.subjectType, id: draft.subjectId, ...having(subject) },
    action: { name: draft.action },
    resource: { type: draft.resourceType, id: draft.resourceId, ...having(resource) },
    ...(context.value !== undefined && { context: context.value }),
    ...(draft.isStrict && { options: { consistency: 'strict' } }),
  };
}

interface Counter {
  readonly number: number;
  readonly known_for_ms: number;
  readonly settled: boolean;
}

/** What an administrator is told about a decision beside yes and no. */
export interface Explanation {
  readonly path: readonly RuleStep[];
  readonly layer: string;
  readonly age_ms: number;
  readonly kept_for_ms: number;
  readonly not_kept_because?: string;
  readonly subject_epoch: Counter;
  readonly policy_revision: Counter;
}

/** The reply's context is open by the specification; ours holds the explanation when it was asked for. */
export function explanationOf(context: Readonly<Record<string, unknown>> | undefined): Explanation | undefined {
  const held = context?.explanation;
  return typeof held === 'object' && held !== null && 'path' in held && Array.isArray(held.path)
    ? (held as Explanation)
    : undefined;
}
