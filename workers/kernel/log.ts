/**
 * Structured logs: one JSON object per line with stable field names, so that a line break or a quote in a value cannot
 * forge a line. Tokens, keys, bodies and upstream text are never passed in.
 */

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

type Sink = (level: Exclude<LogLevel, 'silent'>, line: string) => void;

const consoleSink: Sink = (level, line) => console[level](line);

/**
 * @param level Lines below this level are dropped; `silent` drops all.
 * @param sink Where lines go; the console by default.
 */
export function createLog(level: LogLevel, sink: Sink = consoleSink): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const write =
    (lineLevel: Exclude<LogLevel, 'silent'>) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(lineLevel) < threshold) return;
      sink(lineLevel, JSON.stringify({ level: lineLevel, event, ...fields }));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Name, message and cause chain of a thrown value as one bounded text, for the log only. */
export function describeThrown(thrown: unknown, charsMax = 500): string {
  const parts: string[] = [];
  for (let link = thrown; link !== undefined && parts.length < CAUSES_MAX; ) {
    parts.push(link instanceof Error ? `${link.name}: ${link.message}` : typeof link === 'string' ? link : typeof link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return parts.join(' <- ').slice(0, charsMax);
}
