import { describe, expect, it } from 'vitest';
import { testClock } from '../../testing/harness.ts';
import { PROGRESS_LINE_CHARS_MAX } from './docker.constants.ts';
import type { PullProgress } from './engine.ts';
import { readPull } from './pull-progress.ts';

async function read(text: string, pieceBytes: number): Promise<PullProgress[]> {
  const all = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= all.byteLength) return controller.close();
      controller.enqueue(all.subarray(at, at + pieceBytes));
      at += pieceBytes;
    },
  });
  const told: PullProgress[] = [];
  await readPull(body, async (progress) => void told.push(progress), testClock());
  return told;
}

const layer = (id: string, current: number, total: number) =>
  JSON.stringify({ id, progressDetail: { current, total } });

describe('the progress of a pull', () => {
  it('is the same however it was cut on the way', async () => {
    const text = [layer('a', 5, 10), '', layer('é', 2, 4), layer('a', 10, 10)].join('\r\n');
    for (const bytes of [1, 2, 7, 1000])
      expect((await read(text, bytes)).at(-1)).toEqual({ doneBytes: 12, totalBytes: 14 });
  });

  it('is left where a line has no end, in however small pieces it comes', async () => {
    await expect(read('x'.repeat(PROGRESS_LINE_CHARS_MAX + 7), 7)).rejects.toMatchObject({ fault: 'not_an_engine' });
  });

  it('never adds up to what cannot be written as JSON', async () => {
    const text = [layer('a', 1e308, 1e308), layer('b', 1e308, 1e308)].join('\n');
    await expect(read(text, 1000)).rejects.toMatchObject({ fault: 'not_an_engine' });
  });
});
