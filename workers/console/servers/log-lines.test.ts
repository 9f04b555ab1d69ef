import { expect, it } from 'vitest';
import { LogLines } from './log-lines.ts';
import { LOG_LINE_CHARS_MAX } from './servers.constants.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('puts lines together across pieces, each stream for itself, with their instants', () => {
  const lines = new LogLines();
  const whole = bytes('2026-11-20T03:00:00.123456789Z 温度\n');
  expect(lines.take({ stream: 'stdout', bytes: whole.subarray(0, 33) })).toEqual([]);
  expect(lines.take({ stream: 'stderr', bytes: bytes('no instant\r\n') })).toEqual([
    { stream: 'stderr', text: 'no instant' },
  ]);
  expect(lines.take({ stream: 'stdout', bytes: whole.subarray(33) })).toEqual([
    { at: '2026-11-20T03:00:00.123456789Z', stream: 'stdout', text: '温度' },
  ]);
  lines.take({ stream: 'stdout', bytes: bytes('begun') });
  expect(lines.rest()).toEqual([{ stream: 'stdout', text: 'begun' }]);
});

it('does not grow with a line that has no end', () => {
  const lines = new LogLines();
  for (let nth = 0; nth < 50; nth += 1) lines.take({ stream: 'stdout', bytes: bytes('x'.repeat(10_000)) });
  const [line] = lines.take({ stream: 'stdout', bytes: bytes('\n') });
  expect(line?.text.length).toBe(LOG_LINE_CHARS_MAX);
});

it('is the same however a line that is too long was cut on the way', () => {
  const whole = bytes(`2026-11-20T03:00:00.123456789Z ${'abcdefghij'.repeat(LOG_LINE_CHARS_MAX / 5)}\nnext\n`);
  const inPieces = (length: number) => {
    const lines = new LogLines();
    const starts = Array.from({ length: Math.ceil(whole.length / length) }, (_, nth) => nth * length);
    return starts.flatMap((start) => lines.take({ stream: 'stdout', bytes: whole.subarray(start, start + length) }));
  };
  for (const length of [1, 7, 4096]) expect(inPieces(length)).toEqual(inPieces(whole.length));
});
