/**
 * The log of a server as server-sent events (WHATWG HTML §9.2). A reader that comes back says which line it had last. The
 * stream ends with the output, when the guard no longer lets its reader in, and after a while in any case.
 *
 * Lines are the server's own words: what looks like a secret in them is hidden on the way.
 */
import type { LogLine } from '../../../shared/servers.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { sanitiseOr } from '../../kernel/sanitise/sanitise.ts';
import type { OutputPart } from '../docker/engine.ts';
import { LogLines } from './log-lines.ts';
import { LOG_GUARD_MS, LOG_HEARTBEAT_MS, LOG_STREAM_MS_MAX } from './servers.constants.ts';

interface StreamParts {
  readonly output: ReadableStream<OutputPart>;
  /** Instant of the last line that the reader has. */
  readonly lastAt: string | undefined;
  /** Rejects when the reader may no longer read. */
  readonly guard: () => Promise<unknown>;
  readonly clock: Clock;
  /** Ends the call to the engine. */
  readonly end: () => void;
}

/** @returns The instant in `Last-Event-ID`; undefined for anything that is none. */
export function lastInstant(request: Request): string | undefined {
  const text = request.headers.get('Last-Event-ID') ?? '';
  return text.length <= 40 && /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

/** Lines out of the output, sanitised, without those that the reader has. */
export async function* safeLines(output: ReadableStream<OutputPart>, lastAt?: string): AsyncGenerator<LogLine[]> {
  const lines = new LogLines();
  const fresh = (found: LogLine[]) => found.filter(({ at }) => at === undefined || isAfter(at, lastAt)).map(safe);
  for await (const part of output) yield fresh(lines.take(part));
  yield fresh(lines.rest());
}

export function logStream({ output, lastAt, guard, clock, end }: StreamParts): Response {
  const encoder = new TextEncoder();
  const source = safeLines(output, lastAt);
  const endsMs = clock.nowMs() + LOG_STREAM_MS_MAX;
  let guardedMs = clock.nowMs();
  let isFirst = true;
  let pending: Promise<IteratorResult<LogLine[]>> | undefined;
  const finish = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    end();
    controller.close();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (isFirst) {
          isFirst = false;
          controller.enqueue(encoder.encode('retry: 2000\n\n'));
          return;
        }
        try {
          if (clock.nowMs() - guardedMs >= LOG_GUARD_MS) {
            await guard();
            guardedMs = clock.nowMs();
          }
          pending ??= source.next();
          const next = await orSilence(pending);
          if (next === undefined) {
            controller.enqueue(encoder.encode(': still here\n\n'));
          } else if (next.done) {
            controller.enqueue(encoder.encode('event: over\ndata: {}\n\n'));
            finish(controller);
            return;
          } else {
            pending = undefined;
            controller.enqueue(encoder.encode(next.value.map(eventOf).join('') || ':\n\n'));
          }
          if (clock.nowMs() >= endsMs) finish(controller);
        } catch {
          // The reader comes back and learns why from the answer.
          finish(controller);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}

function eventOf(line: LogLine): string {
  const id = line.at === undefined ? '' : `id: ${line.at}\n`;
  return `${id}event: line\ndata: ${JSON.stringify(line)}\n\n`;
}

function safe(line: LogLine): LogLine {
  return { ...line, text: sanitiseOr('[hidden]', line.text) };
}

/** Instants of one engine have one form: within a millisecond their texts decide. */
function isAfter(at: string, last: string | undefined): boolean {
  if (last === undefined) return true;
  const [atMs, lastMs] = [Date.parse(at), Date.parse(last)];
  return atMs > lastMs || (atMs === lastMs && at > last);
}

/** Undefined when nothing came for a while; what was waited for can be waited for again. */
async function orSilence<Value>(work: Promise<Value>): Promise<Value | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), LOG_HEARTBEAT_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
