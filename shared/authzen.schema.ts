/**
 * The messages of the OpenID AuthZEN Authorization API 1.0. Unknown members are ignored, as the specification demands
 * (§10.1.1), so these objects are the only ones of ours that are not strict; everything known is bounded.
 */

import * as z from 'zod';
import { SUBJECT_ID_CHARS_MAX, SUBJECT_TYPE_CHARS_MAX } from './access-admin.limits.ts';
import { boundedProperties } from './access-json.schema.ts';
import { apiText } from './api-text.ts';

/** Questions in one request. */
export const EVALUATIONS_MAX = 100;
/** Bytes of one request: a hundred questions with some properties each. */
export const EVALUATIONS_BYTES_MAX = 256 * 1024;
export const ACTION_CHARS_MAX = 128;
export const RESOURCE_TYPE_CHARS_MAX = 128;
/** A resource may be an address. */
export const RESOURCE_ID_CHARS_MAX = 2048;
const REVISION_TOKEN_CHARS_MAX = 2804;

/** Whole characters, none that controls anything: names of things are compared, logged and put into names of objects. */
const PLAIN = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u;
const name = (charsMax: number) => z.string().min(1).max(charsMax).regex(PLAIN, 'characters that are not allowed');

const properties = boundedProperties.optional();
const subject = z.object({
  type: name(SUBJECT_TYPE_CHARS_MAX),
  id: name(SUBJECT_ID_CHARS_MAX),
  properties,
});
const action = z.object({ name: name(ACTION_CHARS_MAX), properties });
const resource = z.object({ type: name(RESOURCE_TYPE_CHARS_MAX), id: name(RESOURCE_ID_CHARS_MAX), properties });

export const EVALUATION_SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;

/** How the request is to be executed (§7.1.2), with two options of our own. */
const options = z.object({
  evaluations_semantic: z.enum(EVALUATION_SEMANTICS).optional(),
  consistency: z
    .enum(['bounded', 'strict'])
    .optional()
    .describe(apiText('Ours. `strict`: no change that was made before this request is missed. Default: `bounded`.')),
  at_least_as_fresh: z
    .string()
    .max(REVISION_TOKEN_CHARS_MAX)
    .optional()
    .describe(apiText('Ours. The revision token that a write has answered: the check sees that write.')),
});

/** One question (§6.1). */
export const evaluationRequest = z.object({
  subject,
  action,
  resource,
  context: properties,
  options: options.optional(),
});

/** Members of a question that a batch gives itself, or leaves to the defaults. */
export const evaluationItem = z.object({
  subject: subject.optional(),
  action: action.optional(),
  resource: resource.optional(),
  context: properties,
});

/** Many questions with defaults (§7.1); each is judged by itself. Without any it is one question. */
export const evaluationsRequest = evaluationItem
  .extend({
    evaluations: z.array(z.unknown()).max(EVALUATIONS_MAX).optional(),
    options: options.optional(),
  })
  .superRefine((request, context) => {
    if ((request.evaluations ?? []).length > 0) return;
    for (const member of ['subject', 'action', 'resource'] as const) {
      if (request[member] === undefined)
        context.addIssue({ code: 'custom', path: [member], message: 'this is needed' });
    }
  });

/** A decision (§5.5). */
export const decisionReply = z.object({
  decision: z.boolean(),
  context: z.record(z.string(), z.unknown()).optional(),
});

export const evaluationsReply = z.union([z.object({ evaluations: z.array(decisionReply) }), decisionReply]);

/** What the decision point says about itself (§9.1). */
export const authzenConfiguration = z.object({
  policy_decision_point: z.url(),
  access_evaluation_endpoint: z.url(),
  access_evaluations_endpoint: z.url(),
});

export type EvaluationItem = z.output<typeof evaluationItem>;
export type EvaluationsRequest = z.output<typeof evaluationsRequest>;
export type EvaluationOptions = z.output<typeof options>;
export type DecisionReply = z.output<typeof decisionReply>;
