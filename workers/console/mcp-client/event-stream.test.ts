import { describe, expect, it } from 'vitest';
import { eventData } from './event-stream.ts';

/** A body that comes in pieces of so many bytes. */
function inPieces(text: string, bytes: number): ReadableStream<Uint8Array> {
  const all = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= all.byteLength) return controller.close();
      controller.enqueue(all.subarray(at, at + bytes));
      at += bytes;
    },
  });
}

async function dataIn(text: string, bytes: number): Promise<string[]> {
  const found: string[] = [];
  for await (const data of eventData(inPieces(text, bytes), 2_097_152, new AbortController().signal)) found.push(data);
  return found;
}

describe('a stream of events', () => {
  it.each(['\n', '\r', '\r\n'])('is the same however it was cut on the way, with %j between lines', async (end) => {
    const text = [
      'event: message',
      'data: one',
      'data:two',
      '',
      ': a comment',
      'data',
      'data: é',
      '',
      'data: no end',
    ].join(end);
    for (const bytes of [1, 2, 3, 7, 1000]) expect(await dataIn(text, bytes)).toEqual(['one\ntwo', 'é']);
  });

  // Looked through again with every piece, a line of this length takes a minute.
  it('takes time in proportion to a line that comes in many pieces', async () => {
    const data = 'x'.repeat(1_500_000);
    expect(await dataIn(`data: ${data}\n\n`, 24)).toEqual([data]);
  });
});
