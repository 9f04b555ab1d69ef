/**
 * The product numbers: rounds by day, how many of them were played to the end, and how often each track was known.
 *
 * A round counts on the day of its first event. They are added up from the events when somebody asks: a covering index
 * keeps that to one pass over the days in question, and a product of this size needs no second copy of the truth.
 */
import * as z from 'zod';
import { NUMBERS_TRACKS_MAX } from '../../shared/telemetry.vocabulary.ts';
import type { TelemetryNumbers } from '../../shared/telemetry-numbers.schema.ts';
import { ROUND_SPAN_MAX_MS } from './telemetry.constants.ts';
import { beginOf, type DayRange, dateOf } from './tokyo-day.ts';

/** Looks up what tracks are called. */
export type NameTracks = (
  waitUntil: (work: Promise<unknown>) => void,
) => Promise<ReadonlyMap<string, { readonly title: string; readonly game: string }>>;

// D1 binds every number as a REAL: without the cast the division would keep its fraction.
const ROUNDS_BY_DAY = `WITH rounds AS (
    SELECT min(ts_ms) AS began_ms, max(name = 'quiz_complete') AS completed FROM telemetry_events
    WHERE ts_ms >= ?1 - ?3 AND ts_ms < ?2 + ?3
      AND name IN ('answer_select', 'answer_result', 'quiz_complete') AND round IS NOT NULL
    GROUP BY client_id, round)
  SELECT (began_ms - CAST(?1 AS INTEGER)) / 86400000 AS nth, count(*) AS started, sum(completed) AS completed
  FROM rounds WHERE began_ms >= ?1 AND began_ms < ?2 GROUP BY 1`;
const ANSWERS_BY_TRACK = `SELECT track, count(*) AS answers, sum(outcome = 'correct') AS correct,
    sum(outcome = 'wrong') AS wrong, sum(outcome = 'timeout') AS timeout, sum(outcome = 'skip') AS skip
  FROM telemetry_events WHERE ts_ms >= ?1 AND ts_ms < ?2 AND name = 'answer_result' AND track IS NOT NULL
  GROUP BY track ORDER BY answers DESC, track LIMIT ?3`;

const dayRow = z.object({ nth: z.int(), started: z.int(), completed: z.int() });
const trackRow = z.object({
  track: z.string(),
  answers: z.int(),
  correct: z.int(),
  wrong: z.int(),
  timeout: z.int(),
  skip: z.int(),
});

/** What D1 says about some days: only those on which something happened, by their place in the range. */
export interface Sums {
  readonly days: readonly z.infer<typeof dayRow>[];
  readonly tracks: readonly z.infer<typeof trackRow>[];
}

/** @throws Whatever D1 throws. */
export async function querySums(db: D1Database, { first, last }: DayRange): Promise<Sums> {
  const beginMs = beginOf(first);
  const endMs = beginOf(last + 1);
  const [days, tracks] = await db.batch([
    db.prepare(ROUNDS_BY_DAY).bind(beginMs, endMs, ROUND_SPAN_MAX_MS),
    db.prepare(ANSWERS_BY_TRACK).bind(beginMs, endMs, NUMBERS_TRACKS_MAX),
  ]);
  return { days: z.array(dayRow).parse(days?.results), tracks: z.array(trackRow).parse(tracks?.results) };
}

/** Adds what is missing to the sums: days without a round, shares, names. */
export function numbersOf(
  { first, last }: DayRange,
  sums: Sums,
  names: Awaited<ReturnType<NameTracks>>,
): TelemetryNumbers {
  const byDay = new Map(sums.days.map((row) => [row.nth, row]));
  const days = Array.from({ length: last - first + 1 }, (_, nth) => {
    const { started = 0, completed = 0 } = byDay.get(nth) ?? {};
    return { date: dateOf(first + nth), started, completed, completion: shareOf(completed, started) };
  });
  const started = days.reduce((sum, day) => sum + day.started, 0);
  const completed = days.reduce((sum, day) => sum + day.completed, 0);
  return {
    from: dateOf(first),
    to: dateOf(last),
    timeZone: 'Asia/Tokyo',
    total: { started, completed, completion: shareOf(completed, started) },
    days,
    tracks: sums.tracks.map((row) => {
      const { title = null, game = null } = names.get(row.track) ?? {};
      return { ...row, title, game, accuracy: shareOf(row.correct, row.answers) };
    }),
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
