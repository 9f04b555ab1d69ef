/**
 * The operator's routes of the decision caches. Not among the public addresses: without the right to use them they are
 * not there.
 */

import * as z from 'zod';
import { SUBJECT_ID_CHARS_MAX, SUBJECT_TYPE_CHARS_MAX } from './access-admin.limits.ts';
import { apiText } from './api-text.ts';
import { ACTION_CHARS_MAX, RESOURCE_ID_CHARS_MAX, RESOURCE_TYPE_CHARS_MAX } from './authzen.schema.ts';
import type { RouteContract } from './contract.ts';

export const WARM_UP_SUBJECTS_MAX = 100;
export const WARM_UP_QUESTIONS_MAX = 50;
/** Subjects times questions: some seconds of work at most. */
export const WARM_UP_DECISIONS_MAX = 1000;

const tag = 'admin';
const text = (charsMax: number) => z.string().min(1).max(charsMax);
const type = text(SUBJECT_TYPE_CHARS_MAX);

export const warmUpRequest = z
  .strictObject({
    subjects: z
      .array(z.strictObject({ type: type.default('user'), id: text(SUBJECT_ID_CHARS_MAX) }))
      .min(1)
      .max(WARM_UP_SUBJECTS_MAX),
    questions: z
      .array(
        z.strictObject({
          action: text(ACTION_CHARS_MAX),
          resource_type: text(RESOURCE_TYPE_CHARS_MAX),
          resource_id: text(RESOURCE_ID_CHARS_MAX),
        }),
      )
      .min(1)
      .max(WARM_UP_QUESTIONS_MAX),
  })
  .refine(
    ({ subjects, questions }) => subjects.length * questions.length <= WARM_UP_DECISIONS_MAX,
    `at most ${WARM_UP_DECISIONS_MAX} decisions`,
  );

export const warmUpReply = z.strictObject({
  /** Decisions that were made anew, and those that some cache had. */
  decided: z.int(),
  found: z.int(),
  /** Decisions that could not be made, or may not be kept. */
  failed: z.int(),
  not_kept: z.int(),
});

/** From then on every check that is as fresh as this token decides anew. */
const invalidationReply = z.strictObject({ done: z.literal(true), revision_token: z.string() });

export const cacheStatsReply = z.strictObject({
  enabled: z.boolean(),
  /** Milliseconds within which every isolate sees a change. */
  freshness_bound_ms: z.int(),
  /** Of the isolate that answers: each has its own memory. */
  isolate: z.strictObject({
    decisions: z.int(),
    subjects: z.int(),
    kv: z.enum(['used', 'bypassed', 'trial']),
    bypass_reason: z.enum(['hit_rate', 'errors', 'latency']).optional(),
    last_minute: z.strictObject({
      lookups: z.int(),
      misses: z.int(),
      operations: z.int(),
      errors: z.int(),
      slow: z.int(),
    }),
  }),
});

export const warmUpContract = {
  method: 'POST',
  path: '/admin/cache/warmup',
  id: 'warmUpCache',
  tag,
  summary: apiText('Decide for some subjects and questions, so that the caches have it'),
  request: warmUpRequest,
  requestBody: { bytesMax: 256 * 1024, gzip: false },
  reply: warmUpReply,
  errors: [],
} as const satisfies RouteContract;

export const forgetSubjectContract = {
  method: 'DELETE',
  path: '/admin/cache/user/:id',
  id: 'forgetSubject',
  tag,
  summary: apiText('Make every cached decision about one subject unreachable'),
  query: z.strictObject({ type: type.default('user') }),
  reply: invalidationReply,
  errors: ['bad_request'],
} as const satisfies RouteContract;

export const forgetAllContract = {
  method: 'DELETE',
  path: '/admin/cache/all',
  id: 'forgetAllDecisions',
  tag,
  summary: apiText('Make every cached decision unreachable'),
  reply: invalidationReply,
  errors: [],
} as const satisfies RouteContract;

export const cacheStatsContract = {
  method: 'GET',
  path: '/admin/cache/stats',
  id: 'getCacheStats',
  tag,
  summary: apiText('What the caches hold and how they do'),
  reply: cacheStatsReply,
  errors: [],
} as const satisfies RouteContract;

export type WarmUpRequest = z.output<typeof warmUpRequest>;
export type WarmUpReply = z.output<typeof warmUpReply>;
