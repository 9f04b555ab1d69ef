/**
 * Reads a stream of server-sent events, event by event. Bounded by bytes and by a signal: whoever sends without end, or
 * nothing at all, is left.
 *
 * @see the HTML standard, §9.2.6 (parsing an event stream)
 */
import { McpError } from './mcp-error.ts';

const LINE_END = /\r\n|\n|\r/;

/**
 * Reads the events; fields other than the data do not matter here.
 *
 * @yields The data of each event.
 * @throws McpError `too_large`, or what the signal was aborted with.
 */
export async function* eventData(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let held = '';
  /** Grows by what comes and is looked through once it has ended: a line may come in any number of pieces. */
  let line = '';
  let data: string[] = [];
  for await (const text of textOf(body, bytesMax, signal)) {
    // A carriage return at the very end may be half of a line end.
    const whole = held + text;
    held = whole.endsWith('\r') ? '\r' : '';
    const [first = '', ...others] = (held === '' ? whole : whole.slice(0, -1)).split(LINE_END);
    line += first;
    for (const next of others) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
      line = next;
    }
  }
  // What is not ended by an empty line is not an event.
}

/**
 * Reads the text of a body.
 *
 * @yields Each part as it comes.
 */
export async function* textOf(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  const reader = body.getReader();
  const late = whenAborted(signal);
  late.catch(() => undefined);
  let size = 0;
  try {
    while (true) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return;
      size += value.byteLength;
      if (size > bytesMax) throw new McpError('too_large');
      yield decoded(decoder, value);
    }
  } finally {
    // Also when our answer came and the stream goes on.
    await reader.cancel().catch(() => undefined);
  }
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch (cause) {
    throw new McpError('not_mcp', { cause });
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  return promise;
}
