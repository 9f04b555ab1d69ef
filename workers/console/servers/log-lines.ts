/** Puts lines together out of pieces of output, each with the instant that the engine wrote before it. */
import type { LogLine } from '../../../shared/servers.schema.ts';
import type { OutputPart } from '../docker/engine.ts';
import { LOG_LINE_CHARS_MAX } from './servers.constants.ts';

/** RFC 3339 with up to nanoseconds, and a blank. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) /;

const INSTANT_CHARS_MAX = 40;

export class LogLines {
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #begun = { stdout: '', stderr: '' };

  /** @returns The lines that this piece completes. */
  take({ stream, bytes }: OutputPart): LogLine[] {
    const [first = '', ...others] = this.#decoders[stream].decode(bytes, { stream: true }).split('\n');
    this.#goOn(stream, first);
    return others.map((next) => {
      const line = lineOf(stream, this.#begun[stream]);
      this.#begun[stream] = '';
      this.#goOn(stream, next);
      return line;
    });
  }

  /** What is already longer than is shown is not looked at again, in however small pieces the rest comes. */
  #goOn(stream: LogLine['stream'], text: string): void {
    const room = INSTANT_CHARS_MAX + LOG_LINE_CHARS_MAX - this.#begun[stream].length;
    if (room > 0) this.#begun[stream] += text.slice(0, room);
  }

  /** What was begun when the output ended. */
  rest(): LogLine[] {
    return (['stdout', 'stderr'] as const).flatMap((stream) =>
      this.#begun[stream] === '' ? [] : [lineOf(stream, this.#begun[stream])],
    );
  }
}

function lineOf(stream: LogLine['stream'], whole: string): LogLine {
  const text = whole.replace(/\r$/, '');
  const at = INSTANT.exec(text)?.[1];
  return at === undefined
    ? { stream, text: text.slice(0, LOG_LINE_CHARS_MAX) }
    : { at, stream, text: text.slice(at.length + 1, at.length + 1 + LOG_LINE_CHARS_MAX) };
}
