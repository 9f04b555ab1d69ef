/** The product numbers that an operator reads: what goes in and what comes out. Days are days in Asia/Tokyo. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { NUMBERS_DAYS_DEFAULT, NUMBERS_DAYS_MAX, NUMBERS_TRACKS_MAX } from './telemetry.vocabulary.ts';

export const telemetryNumbersQuery = z.strictObject({
  from: z.iso
    .date()
    .optional()
    .meta({ description: `First day; ${NUMBERS_DAYS_DEFAULT} days up to the last without.` }),
  to: z.iso
    .date()
    .optional()
    .meta({ description: `Last day, today without; at most ${NUMBERS_DAYS_MAX} days in all.` }),
});

const count = z.int().min(0);
/** Part of a whole from 0 to 1; null when the whole is empty. */
const share = z.number().min(0).max(1).nullable();

const rounds = {
  started: count.describe(apiText('Rounds with a first event on these days.')),
  completed: count.describe(apiText('Those of them that reported their end, whenever that was.')),
  completion: share,
};

export const telemetryNumbersReply = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  timeZone: z.literal('Asia/Tokyo'),
  total: z.strictObject(rounds),
  days: z.array(z.strictObject({ date: z.iso.date(), ...rounds })).max(NUMBERS_DAYS_MAX),
  tracks: z
    .array(
      z.strictObject({
        track: z.string(),
        /** Null when the question set of today does not know the track. */
        title: z.string().nullable(),
        game: z.string().nullable(),
        answers: count,
        correct: count,
        wrong: count,
        timeout: count,
        skip: count,
        accuracy: share.describe(apiText('Right answers among all, also those that ran out of time.')),
      }),
    )
    .max(NUMBERS_TRACKS_MAX),
});

export type TelemetryNumbersQuery = z.infer<typeof telemetryNumbersQuery>;
export type TelemetryNumbers = z.infer<typeof telemetryNumbersReply>;
