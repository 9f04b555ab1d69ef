/** From numbers to what stands on the page. Pure. */
import type { TelemetryNumbers } from '../../../shared/telemetry-numbers.schema.ts';

export type TrackNumbers = TelemetryNumbers['tracks'][number];
export type TrackOrder = 'answers' | 'accuracy';

/** A day given as `YYYY-MM-DD`, short, as the reader's language writes it. */
export function shownDay(date: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  });
  return format.format(new Date(date));
}

/** The tracks as they come (most answers first), or the least known first: of equals the one that more people tried. */
export function inOrder(tracks: readonly TrackNumbers[], order: TrackOrder): readonly TrackNumbers[] {
  if (order === 'answers') return tracks;
  return tracks.toSorted((one, other) => (one.accuracy ?? 1) - (other.accuracy ?? 1) || other.answers - one.answers);
}
