/** The log of a server over a WebSocket, in the form of the earlier console: a line is a message. */
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { OutputPart } from '../docker/engine.ts';
import { type LinePosition, safeLines } from './log-stream.ts';
import { LOG_GUARD_MS } from './servers.constants.ts';

interface SocketParts {
  readonly output: ReadableStream<OutputPart>;
  readonly last: LinePosition | undefined;
  /** Rejects when the reader may no longer read. */
  readonly guard: () => Promise<unknown>;
  readonly clock: Clock;
  /** Ends the call to the engine. */
  readonly end: () => void;
}

/** RFC 6455 §7.4.1: the work is done, or the other side did not do its own. */
const NORMAL_CLOSURE = 1000;
const INTERNAL_ERROR = 1011;

export function logSocket(parts: SocketParts, waitUntil: WaitUntil): Response {
  const { 0: reader, 1: writer } = new WebSocketPair();
  writer.accept();
  writer.addEventListener('close', parts.end);
  writer.addEventListener('error', parts.end);
  waitUntil(tell(writer, parts));
  return new Response(null, { status: 101, webSocket: reader });
}

async function tell(writer: WebSocket, { output, last, guard, clock, end }: SocketParts): Promise<void> {
  let guardedMs = clock.nowMs();
  try {
    for await (const lines of safeLines(output, last)) {
      if (clock.nowMs() - guardedMs >= LOG_GUARD_MS) {
        await guard();
        guardedMs = clock.nowMs();
      }
      for (const { at, stream, text } of lines) writer.send(JSON.stringify({ timestamp: at, message: text, stream }));
    }
    writer.close(NORMAL_CLOSURE);
  } catch {
    // The reader has gone, or may not read on, or the engine broke off: what it is the next call says.
    end();
    if (writer.readyState === WebSocket.OPEN) writer.close(INTERNAL_ERROR);
  }
}
