/**
 * Local hours of a time zone. The wall clock decides, so "from nine to five" stays nine to five when the clocks change; an
 * hour that comes twice counts twice, one that is left out does not count.
 */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Condition } from './model.ts';
import { TIME_ZONES_KEPT_MAX } from './policies.constants.ts';

type Hours = Extract<Condition, { kind: 'hours' }>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAYS = 7;

const formats = new BoundedMap<string, Intl.DateTimeFormat>(TIME_ZONES_KEPT_MAX);

export interface Timed {
  readonly holds: boolean;
  /** Until when it stays so, in milliseconds since the Unix epoch, or earlier; infinite when for ever. */
  readonly untilMs: number;
}

/**
 * Days are those on which the hours begin: Friday 22:00 to 06:00 ends on Saturday. With `from` equal to `until` a day is 24
 * hours long.
 */
export function withinHours({ timeZone, days, from, until }: Hours, nowMs: number): Timed {
  const wallMs = wallClock(timeZone, nowMs);
  const wall = new Date(wallMs);
  const today = wall.getUTCDay() || DAYS;
  const yesterday = today === 1 ? DAYS : today - 1;
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  const [begin, end] = [minutesOf(from), minutesOf(until)];
  const holds =
    begin < end
      ? days.includes(today) && minute >= begin && minute < end
      : (days.includes(today) && minute >= begin) || (days.includes(yesterday) && minute < end);
  const next = Math.min(...[begin, end, DAY_MINUTES].filter((mark) => mark > minute));
  const intoMinuteMs = wallMs - Math.floor(wallMs / MINUTE_MS) * MINUTE_MS;
  return { holds, untilMs: unlessClocksChange(timeZone, nowMs, nowMs + (next - minute) * MINUTE_MS - intoMinuteMs) };
}

/** The end of a span, or when the clocks change within it: then the wall clock reaches no mark when counting says so. */
function unlessClocksChange(timeZone: string, beginMs: number, endMs: number): number {
  const offsetAt = (atMs: number) => wallClock(timeZone, atMs) - atMs;
  const offset = offsetAt(beginMs);
  if (offsetAt(endMs) === offset) return endMs;
  let [before, after] = [beginMs, endMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** What the wall clock shows, as if it were UTC. */
function wallClock(timeZone: string, atMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((atMs % 1000) + 1000) % 1000);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

function minutesOf(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
