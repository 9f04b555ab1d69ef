/**
 * The telemetry contract: what a page reports about its use, and how large that may be. Events carry a random client id
 * and nothing else that could lead to a person.
 */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { ROUND_TOTAL_MAX, TOKEN_CHARS_MAX } from './rounds.vocabulary.ts';
import {
  ATTRS_BYTES_MAX,
  ATTRS_DEPTH_MAX,
  BATCH_EVENTS_MAX,
  IDEMPOTENCY_KEY_CHARS_MAX,
  NAME_CHARS_MAX,
  TELEMETRY_EVENT_NAMES,
  VERSION_CHARS_MAX,
} from './telemetry.vocabulary.ts';

const utf8 = new TextEncoder();
const visibleAscii = z.string().regex(/^[\x21-\x7e]+$/, 'must be visible ASCII');

const attrs = z.record(z.string().max(NAME_CHARS_MAX), z.unknown()).superRefine((value, context) => {
  // Depth first: what measures the size would run out of stack on a deep one.
  const fault = isDeeperThan(value, ATTRS_DEPTH_MAX)
    ? `at most ${ATTRS_DEPTH_MAX} levels`
    : utf8.encode(JSON.stringify(value)).length > ATTRS_BYTES_MAX
      ? `at most ${ATTRS_BYTES_MAX} bytes as JSON`
      : undefined;
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

const telemetryClient = z.strictObject({
  client_id: visibleAscii.max(NAME_CHARS_MAX).describe(apiText('Random and made by the page itself, such as a UUID.')),
  app_version: visibleAscii.max(VERSION_CHARS_MAX).optional(),
  tz: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/, 'must be an offset such as +09:00')
    .optional(),
});

const telemetryEvent = z.strictObject({
  id: z.uuid().toLowerCase().describe(apiText('Made once for the event and kept when it is sent again.')),
  name: z.enum(TELEMETRY_EVENT_NAMES),
  ts: z.iso.datetime().describe(apiText('When it happened, in UTC; within 24 hours of now.')),
  round_id: z
    .string()
    .min(1)
    .max(TOKEN_CHARS_MAX)
    .optional()
    .describe(apiText('The round, or any of its tokens; of a token only the id of the round is kept.')),
  question_idx: z.int().min(0).max(ROUND_TOTAL_MAX).optional(),
  attrs: attrs.optional().meta({ description: `At most ${ATTRS_BYTES_MAX} bytes as JSON. Nothing personal.` }),
});

export const telemetryBatch = z.strictObject({
  client: telemetryClient,
  events: z.array(telemetryEvent).min(1).max(BATCH_EVENTS_MAX).readonly(),
});

/** Value of the `Idempotency-Key` header: a quoted string, or the same without its quotes. */
export const idempotencyKey = z
  .string()
  .max(IDEMPOTENCY_KEY_CHARS_MAX + 2)
  .regex(/^(?:"[\x21\x23-\x5b\x5d-\x7e]+"|[\x21\x23-\x5b\x5d-\x7e]+)$/)
  .transform((text) => text.replaceAll('"', ''));

export type TelemetryBatch = z.infer<typeof telemetryBatch>;
export type TelemetryEvent = z.infer<typeof telemetryEvent>;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
