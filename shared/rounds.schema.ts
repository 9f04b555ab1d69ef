/**
 * The rounds API contract: what goes in, what comes out, and how large it may be.
 *
 * Inputs are strict objects (an unknown field is an error); the browser imports only the inferred types, so zod stays
 * out of its bundle.
 */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import {
  ANSWER_SKIP,
  ANSWER_TIMEOUT,
  CHOICE_IDS,
  DIFFICULTIES,
  ERAS,
  MIXED,
  ROUND_TOTAL_MAX,
  SEED_CHARS_MAX,
  SERIES_FILTER_MAX,
  TOKEN_CHARS_MAX,
} from './rounds.vocabulary.ts';

const facetText = z.string().min(1).max(40);
const total = z.int().min(1).max(ROUND_TOTAL_MAX);
const oneOrMany = z.union([facetText, z.array(facetText).max(SERIES_FILTER_MAX)]);

export const filtersInput = z
  .strictObject({ difficulty: oneOrMany.optional(), era: oneOrMany.optional(), series: oneOrMany.optional() })
  .describe(apiText('Each facet is a value or a list of the manifest; `mixed` means no filter.'));

/** Filters after normalisation: at most one difficulty and era, series sorted and distinct. */
export const filters = z.strictObject({
  difficulty: z.enum(DIFFICULTIES).optional(),
  era: z.enum(ERAS).optional(),
  series: z.array(facetText).min(1).max(SERIES_FILTER_MAX).readonly().optional(),
});

export const manifestReply = z.strictObject({
  schema_version: z.literal(2),
  modes: z.array(z.strictObject({ id: z.string(), title: z.string(), defaultTotal: total, locale: z.string() })),
  facets: z.strictObject({
    difficulty: z.array(z.enum([...DIFFICULTIES, MIXED])),
    era: z.array(z.enum([...ERAS, MIXED])),
    series: z.array(facetText),
  }),
  features: z.strictObject({ inlinePlaybackDefault: z.boolean(), imageProxyEnabled: z.boolean() }),
});

export const availabilityRequest = z.strictObject({
  mode: z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['vgm_v1-ja'] }),
  filters: filtersInput.optional(),
});
export const availabilityReply = z.strictObject({ available: z.int().min(0) });

export const startRequest = z.strictObject({
  mode: z.string().min(1).max(64).optional(),
  filters: filtersInput.optional(),
  total: total.optional(),
  seed: z
    .string()
    .min(1)
    .max(SEED_CHARS_MAX)
    .regex(/^[^~]/u, 'must not begin with "~"')
    .optional()
    .describe(apiText('The same seed, filters and questions give the same order. Must not begin with "~".')),
});

const progress = z.strictObject({
  index: z.int().min(1).describe(apiText('Number of the question, from 1.')),
  total,
});
const question = z.strictObject({ id: z.string(), title: z.string() });
const choices = z.array(z.strictObject({ id: z.enum(CHOICE_IDS), text: z.string() })).length(CHOICE_IDS.length);
const continuationToken = z.string().min(1).max(TOKEN_CHARS_MAX);

export const startReply = z.strictObject({
  round: z.strictObject({
    id: z.uuid(),
    mode: z.string(),
    date: z.iso.date().describe(apiText('Day of the round in Asia/Tokyo.')),
    filters,
    progress,
    token: continuationToken,
  }),
  question,
  choices,
  continuationToken,
  progress,
});

export const answer = z.enum([...CHOICE_IDS, ANSWER_TIMEOUT, ANSWER_SKIP]);

/** `token` is the older name of `continuationToken`; exactly one of the two is given. */
export const nextRequest = z.union([
  z.strictObject({ continuationToken, answer }),
  z.strictObject({ token: continuationToken, answer }),
]);

export const reveal = z.strictObject({
  title: z.string(),
  game: z.string(),
  composer: z.string(),
  year: z.int(),
  platform: z.string(),
  series: z.string(),
});
const result = z.strictObject({ correct: z.boolean(), correctAnswer: z.enum(CHOICE_IDS), reveal });

export const nextReply = z.discriminatedUnion('finished', [
  z.strictObject({
    result,
    finished: z.literal(false),
    question,
    choices,
    continuationToken,
    progress,
  }),
  z.strictObject({
    result,
    finished: z.literal(true),
    progress,
    receipt: z.string().describe(apiText('Score receipt: a signed JWS, see the receipt route.')),
  }),
]);

export const receiptVerifyRequest = z.strictObject({ receipt: z.string().min(1).max(TOKEN_CHARS_MAX) });
export const receiptVerifyReply = z.strictObject({
  valid: z.literal(true),
  receipt: z.strictObject({
    round: z.uuid(),
    mode: z.string(),
    date: z.iso.date(),
    filters,
    correct: z.int().min(0),
    total,
    seeded: z.boolean().describe(apiText('True when the player chose the seed, so that the order was known.')),
    finishedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
});

export type FiltersInput = z.infer<typeof filtersInput>;
export type Filters = z.infer<typeof filters>;
export type Manifest = z.infer<typeof manifestReply>;
export type AvailabilityRequest = z.infer<typeof availabilityRequest>;
export type AvailabilityReply = z.infer<typeof availabilityReply>;
export type StartRequest = z.infer<typeof startRequest>;
export type StartReply = z.infer<typeof startReply>;
export type Answer = z.infer<typeof answer>;
export type NextRequest = z.infer<typeof nextRequest>;
export type NextReply = z.infer<typeof nextReply>;
export type Reveal = z.infer<typeof reveal>;
export type ReceiptVerifyRequest = z.infer<typeof receiptVerifyRequest>;
export type ReceiptVerifyReply = z.infer<typeof receiptVerifyReply>;
