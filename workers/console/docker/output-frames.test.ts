import { describe, expect, it } from 'vitest';
import { unframed } from './output-frames.ts';

function frame(stream: number, text: string): Uint8Array {
  const body = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + body.byteLength);
  bytes[0] = stream;
  new DataView(bytes.buffer).setUint32(4, body.byteLength);
  bytes.set(body, 8);
  return bytes;
}

async function read(bytes: Uint8Array, chunkBytes: number): Promise<{ stdout: string; stderr: string }> {
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < bytes.byteLength; at += chunkBytes) controller.enqueue(bytes.slice(at, at + chunkBytes));
      controller.close();
    },
  });
  const seen = { stdout: '', stderr: '' };
  for await (const part of source.pipeThrough(unframed())) seen[part.stream] += new TextDecoder().decode(part.bytes);
  return seen;
}

describe('framed output', () => {
  const bytes = new Uint8Array([...frame(1, 'one\n'), ...frame(2, 'wrong\n'), ...frame(1, ''), ...frame(1, 'two\n')]);

  it('is put together however it was cut on the way', async () => {
    for (let chunkBytes = 1; chunkBytes <= bytes.byteLength; chunkBytes += 1) {
      expect(await read(bytes, chunkBytes)).toEqual({ stdout: 'one\ntwo\n', stderr: 'wrong\n' });
    }
  });

  it.each([
    ['of a third stream', frame(3, 'x')],
    ['with something in the place of zeros', new Uint8Array([1, 1, 0, 0, 0, 0, 0, 1, 65])],
    ['that is far too long', new Uint8Array([1, 0, 0, 0, 255, 255, 255, 255, 65])],
  ])('is refused with a frame %s', async (_, broken) => {
    await expect(read(broken, 64)).rejects.toMatchObject({ fault: 'not_an_engine' });
  });
});
