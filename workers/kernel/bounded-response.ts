/**
 * Bodies that others send: bounded in bytes, counted after unpacking, and in time. Read as a whole, or handed on bit by bit
 * with a bound on the silence in between.
 */
import { OutboundError } from './outbound-error.ts';

/** Reads the whole body and gives the same answer with it. @throws OutboundError `too_large`; the signal's reason. */
export async function readWhole(response: Response, bytesMax: number, signal: AbortSignal): Promise<Response> {
  const { status, headers } = response;
  const body = await readBounded(response, bytesMax, signal);
  return new Response(isBodyless(status) ? null : body, { status, headers });
}

export interface StreamBounds {
  readonly bytesMax: number;
  /** Milliseconds without a byte after which the rest is given up. */
  readonly idleMs: number;
}

/** The same answer, whose body breaks off with an `OutboundError` where it would go beyond a bound. */
export function streamBounded(response: Response, { bytesMax, idleMs }: StreamBounds): Response {
  const { status, headers } = response;
  const reader = response.body?.getReader();
  if (reader === undefined || isBodyless(status)) return new Response(null, { status, headers });
  let size = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(new OutboundError('timeout')), idleMs);
      try {
        const { done, value } = await Promise.race([reader.read(), aborted(silence.signal)]);
        if (done) return controller.close();
        size += value.byteLength;
        if (size > bytesMax) throw new OutboundError('too_large');
        controller.enqueue(value);
      } catch (error) {
        // Not waited for: a party that hangs may hang here too.
        reader.cancel().catch(() => undefined);
        throw error instanceof OutboundError ? error : new OutboundError('unreachable', error);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, { status, headers });
}

function isBodyless(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

async function readBounded(response: Response, bytesMax: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  const late = aborted(signal);
  while (reader !== undefined) {
    const { done, value } = await Promise.race([reader.read(), late]);
    if (done) break;
    size += value.byteLength;
    if (size > bytesMax) {
      await reader.cancel();
      throw new OutboundError('too_large');
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** A body may hang although the signal was handed to `fetch`. */
function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
