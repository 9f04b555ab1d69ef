/**
 * Structured logs: one JSON object per line with stable field names. Every line passes the sanitiser, and nothing in a value
 * can break out of its line, forge another or command a terminal. Tokens, keys, bodies and upstream text are never passed in;
 * the sanitiser is for the day when that was forgotten.
 */
import { isSecretName } from '../../shared/secret-names.ts';
import { BoundedMap } from './bounded-map.ts';
import { hideNamed, sanitise } from './sanitise/sanitise.ts';
import { noteFailure } from './sanitise/tally.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Links of a chain of causes that a log line shows. */
const CAUSES_MAX = 5;
const EVENT = /^[a-z][a-z0-9_]{0,63}$/;
const FIELD = /^[a-z][A-Za-z0-9_]{0,63}$/;
/** What JSON leaves as it is and some reader takes for an end of line, a command or a change of direction (ECMA-48, Unicode Bidi). */
const UNPRINTABLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'g');

type Level = Exclude<LogLevel, 'silent'>;
type Sink = (level: Level, line: string) => void;

const consoleSink: Sink = (level, line) => console[level](line);

/**
 * @param level Lines below this level are dropped; `silent` drops all.
 * @param sink Where lines go; the console by default.
 */
export function createLog(level: LogLevel, sink: Sink = consoleSink): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const write =
    (lineLevel: Level) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(lineLevel) < threshold) return;
      sink(lineLevel, lineOf(lineLevel, event, fields));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function lineOf(level: Level, event: string, fields: LogFields): string {
  const head = { level, event: EVENT.test(event) ? event : 'unnamed' };
  try {
    return escaped(JSON.stringify({ ...head, ...safeFields(fields, cleaned) }));
  } catch {
    // What could not be made safe is not told: only what cannot hold a secret.
    noteFailure();
    return JSON.stringify({ ...head, sanitiser: 'failed', ...safeFields(fields, () => undefined) });
  }
}

type SafeFields = Record<string, string | number | boolean | undefined>;

/** Level and event are ours: no field takes their place, and none has a name that we would not have given. */
function safeFields(fields: LogFields, clean: (name: string, value: string) => string | undefined): SafeFields {
  const safe: SafeFields = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined || judge(name) === 'foreign') continue;
    if (typeof value === 'string') safe[name] = clean(name, value);
    else if (typeof value === 'number' || typeof value === 'boolean') safe[name] = value;
  }
  return safe;
}

function cleaned(name: string, value: string): string {
  return judge(name) === 'secret' ? hideNamed(value) : sanitise(value);
}

type NameVerdict = 'ordinary' | 'secret' | 'foreign';

/** The names of fields stand in our code: some hundred, looked up for every line. */
const verdicts = new BoundedMap<string, NameVerdict>(1000);

function judge(name: string): NameVerdict {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const isForeign = !FIELD.test(name) || name === 'level' || name === 'event';
  const verdict = isForeign ? 'foreign' : isSecretName(name) ? 'secret' : 'ordinary';
  verdicts.set(name, verdict);
  return verdict;
}

function escaped(line: string): string {
  if (!UNPRINTABLE.test(line)) return line;
  return line.replace(EVERY_UNPRINTABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Name, message and cause chain of a thrown value as one bounded text without secrets, for the log only. */
export function describeThrown(thrown: unknown, charsMax = 500): string {
  try {
    // Before it is cut: half a secret no longer looks like one.
    return sanitise(chainOf(thrown).join(' <- ')).slice(0, charsMax);
  } catch {
    noteFailure();
    return '';
  }
}

function chainOf(thrown: unknown): string[] {
  const parts: string[] = [];
  for (let link = thrown; link !== undefined && parts.length < CAUSES_MAX; ) {
    parts.push(link instanceof Error ? `${link.name}: ${link.message}` : typeof link === 'string' ? link : typeof link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return parts;
}
