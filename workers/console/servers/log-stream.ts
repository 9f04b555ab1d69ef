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
  readonly last: LinePosition | undefined;
  /** Rejects when the reader may no longer read. */
  readonly guard: () => Promise<unknown>;
  readonly clock: Clock;
  /** Ends the call to the engine. */
  readonly end: () => void;
}

/** Which line it is: engines may write seconds alone, so lines of one instant are counted, from 1. */
export interface LinePosition {
  readonly at: string;
  readonly nth: number;
}

interface PlacedLine extends LogLine {
  readonly id: string | undefined;
}

/** @returns The last line that a reader has, out of `Last-Event-ID`; undefined for anything that names none. */
export function lastPosition(request: Request): LinePosition | undefined {
  const [, at = '', nth = ''] =
    /^(\d{4}-\d\d-\d\dT[0-9:.+Z-]{8,32})\/(\d{1,6})$/.exec(request.headers.get('Last-Event-ID') ?? '') ?? [];
  return at === '' || Number.isNaN(Date.parse(at)) ? undefined : { at, nth: Number(nth) };
}

/**
 * Lines out of the output, without those that the reader has. Rather one twice than one not at all.
 *
 * @yields Lines that came together, sanitised.
 */
export async function* safeLines(
  output: ReadableStream<OutputPart>,
  last: LinePosition | undefined,
): AsyncGenerator<PlacedLine[]> {
  const lines = new LogLines();
  let here: LinePosition = { at: '', nth: 0 };
  const placed = (found: LogLine[]): PlacedLine[] =>
    found.flatMap((line): PlacedLine[] => {
      const { at } = line;
      if (at === undefined) return [{ ...safe(line), id: undefined }];
      here = { at, nth: here.at === at ? here.nth + 1 : 1 };
      return last === undefined || isAfter(here, last) ? [{ ...safe(line), id: `${at}/${here.nth}` }] : [];
    });
  for await (const part of output) yield placed(lines.take(part));
  yield placed(lines.rest());
}

export function logStream({ output, last, guard, clock, end }: StreamParts): Response {
  const encoder = new TextEncoder();
  const source = safeLines(output, last);
  const endsMs = clock.nowMs() + LOG_STREAM_MS_MAX;
  let guardedMs = clock.nowMs();
  let isFirst = true;
  let pending: Promise<IteratorResult<PlacedLine[]>> | undefined;
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
          if (pending === undefined) {
            pending = source.next();
            // A reader that goes while nothing is written leaves nobody to hear that the call was ended.
            pending.catch(() => undefined);
          }
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

function eventOf({ id, ...line }: PlacedLine): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: line\ndata: ${JSON.stringify(line)}\n\n`;
}

function safe(line: LogLine): LogLine {
  return { ...line, text: sanitiseOr('[hidden]', line.text) };
}

/** Instants of one engine have one form: within a millisecond their texts decide. */
function isAfter(line: LinePosition, last: LinePosition): boolean {
  if (line.at === last.at) return line.nth > last.nth;
  const [lineMs, lastMs] = [Date.parse(line.at), Date.parse(last.at)];
  return lineMs > lastMs || (lineMs === lastMs && line.at > last.at);
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
