/** Points in time as people read them: in their language, in the time zone of their device. Pure. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Date, time and the name of the zone, so that nobody has to guess whose noon it is. */
export function shownInstant(iso: string, language: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return format.format(new Date(iso));
}

/** How far it is from now, in the largest unit of which there is at least one: "in 3 hours", "5 minutes ago", "now". */
export function shownDistance(iso: string, nowMs: number, language: string): string {
  const seconds = Math.trunc((Date.parse(iso) - nowMs) / 1000);
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (size >= DAY) return format.format(Math.trunc(seconds / DAY), 'day');
  if (size >= HOUR) return format.format(Math.trunc(seconds / HOUR), 'hour');
  if (size >= MINUTE) return format.format(Math.trunc(seconds / MINUTE), 'minute');
  return format.format(0, 'second');
}
