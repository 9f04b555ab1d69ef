import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { gzip } from '../testing/gzip.ts';
import { readJson } from './http.ts';

const BYTES_MAX = 64 * 1024;
const schema = z.strictObject({ text: z.string() });

function read(body: BodyInit, coding = 'gzip'): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': coding };
  const request = new Request('https://roundhouse.test/', { method: 'POST', headers, body });
  return readJson(request, schema, { bytesMax: BYTES_MAX, gzip: true });
}
const jsonOf = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

describe('a packed body', () => {
  it.each(['gzip', 'GZIP', 'x-gzip'])('is taken as %s', async (coding) => {
    expect(await read(await gzip('{"text":"ゲーム"}'), coding)).toEqual({ text: 'ゲーム' });
  });

  it('may consist of several members', async () => {
    const parts = [await gzip('{"text":'), await gzip('"two"}')];
    expect(await read(new Blob(parts))).toEqual({ text: 'two' });
  });

  it('is bounded by what it unpacks to, to the byte', async () => {
    for (let bytes = BYTES_MAX; bytes > 1000; bytes -= 4999) {
      expect(await read(await gzip(jsonOf(bytes)))).toHaveProperty('text');
    }
    await expect(read(await gzip(jsonOf(BYTES_MAX + 1)))).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('is not unpacked beyond the bound: a bomb costs less than reading a good body', async () => {
    const bomb = await gzip(new Uint8Array(32 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(BYTES_MAX);
    const good = await gzip(jsonOf(BYTES_MAX));
    const timeOf = async (body: Uint8Array<ArrayBuffer>) => {
      const startedMs = performance.now();
      for (let time = 0; time < 50; time += 1) await read(body).catch(() => undefined);
      // The clock moves with I/O only.
      await scheduler.wait(1);
      return performance.now() - startedMs;
    };
    await expect(read(bomb)).rejects.toMatchObject({ code: 'payload_too_large' });
    // Unpacked as a whole it would be 512 times the work.
    expect(await timeOf(bomb)).toBeLessThan(10 * (await timeOf(good)) + 100);
  });

  it('is bounded by what is sent, too', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(BYTES_MAX));
    await expect(read(await gzip(noise))).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it.each<[string, (packed: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ['empty', () => new Uint8Array()],
    ['not packed', () => new Uint8Array(new TextEncoder().encode('{"text":"x"}'))],
    ['cut in the header', (packed) => packed.slice(0, 5)],
    ['cut in the middle', (packed) => packed.slice(0, 15)],
    ['cut in the check sum', (packed) => packed.slice(0, -1)],
    [
      'wrong in the check sum',
      (packed) => packed.map((byte, index) => (index === packed.length - 8 ? byte ^ 1 : byte)),
    ],
    ['followed by something else', (packed) => new Uint8Array([...packed, 1, 2, 3])],
  ])('is refused when it is %s', async (_, change) => {
    const error = { code: 'bad_request', details: { pointer: '' }, message: 'The body is not valid gzip.' };
    await expect(read(change(await gzip('{"text":"x"}')))).rejects.toMatchObject(error);
  });

  it('is strict UTF-8 and JSON inside', async () => {
    for (const inside of ['{"text":', '\u{feff}{"text":"x"}', new Uint8Array([0x22, 0xff, 0x22])]) {
      await expect(read(await gzip(inside))).rejects.toMatchObject({
        message: expect.stringContaining('not valid JSON'),
      });
    }
  });
});
