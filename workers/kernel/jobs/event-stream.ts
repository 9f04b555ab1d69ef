/**
 * The events of a job as server-sent events (WHATWG HTML §9.2). A browser that comes back says which it had last. The stream
 * ends with the job, when the guard no longer lets its reader in, and after a while in any case.
 */
import type { Clock } from '../clock.ts';
import type { JobNews } from './job.do.ts';
import { NEWS_HOLD_MS, STREAM_GUARD_MS, STREAM_HEARTBEAT_MS, STREAM_MS_MAX } from './jobs.constants.ts';

interface StreamParts {
  /** Number of the last event that the reader has. */
  readonly lastNumber: number;
  readonly newsAfter: (number: number, holdMs: number) => Promise<JobNews>;
  /** Rejects when the reader may no longer read. */
  readonly guard: () => Promise<unknown>;
  readonly clock: Clock;
}

/** Milliseconds after which a browser comes back when the stream broke off. */
const RETRY_MS = 2000;

/** @returns The number in `Last-Event-ID`; 0 for anything that is none. */
export function lastEventNumber(request: Request): number {
  const text = request.headers.get('Last-Event-ID') ?? '';
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
}

export function eventStream({ lastNumber, newsAfter, guard, clock }: StreamParts): Response {
  const encoder = new TextEncoder();
  const endsMs = clock.nowMs() + STREAM_MS_MAX;
  let last = lastNumber;
  let guardedMs = clock.nowMs();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (isFirst) {
        // Something to read at once, so that the reader knows that it is connected.
        isFirst = false;
        controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
        return;
      }
      const nowMs = clock.nowMs();
      try {
        if (nowMs - guardedMs >= STREAM_GUARD_MS) {
          await guard();
          guardedMs = nowMs;
        }
        const { events, isOver } = await newsAfter(last, Math.min(NEWS_HOLD_MS, STREAM_HEARTBEAT_MS));
        const text = events.map((event) => {
          last = event.number;
          return `id: ${event.number}\nevent: job\ndata: ${JSON.stringify(event)}\n\n`;
        });
        // Also when it ends: whoever comes back for more is told by a last word that there is none.
        if (isOver) text.push('event: over\ndata: {}\n\n');
        controller.enqueue(encoder.encode(text.length === 0 ? ': still here\n\n' : text.join('')));
        if (isOver || nowMs >= endsMs) controller.close();
      } catch {
        // The reader comes back and learns why from the answer.
        controller.close();
      }
    },
  });
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}
