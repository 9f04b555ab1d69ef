/**
 * The bytes of a request body, bounded: counted while they are read, and again while they are unpacked.
 *
 * Unpacking uses `node:zlib`, which stops at a length that it is given. The platform's `DecompressionStream` runs ahead
 * of its reader and inflates all that it is fed: a bomb of 200 KiB would become 200 MiB before its bytes are counted.
 */
import { gunzipSync } from 'node:zlib';
import { AppError } from './errors.ts';

/** RFC 9110 §8.4.1.3: `x-gzip` is the same. */
const GZIP = /^(?:x-)?gzip$/i;
/**
 * workerd holds the capacity of its output, which grows in steps of up to a half, against the length that it is given,
 * and so refuses some bodies that fit. Twice the bound and a few of its first steps let every body in that fits.
 */
const GROWTH_FACTOR = 2;
const GROWTH_BYTES = 64 * 1024;

export interface BodyBounds {
  /** Bytes at most, as sent and as unpacked. */
  readonly bytesMax: number;
  /** Whether `Content-Encoding: gzip` is taken. */
  readonly gzip: boolean;
}

/**
 * Reads a request body and takes off its content coding.
 *
 * @throws AppError `unsupported_media_type` (another coding), `payload_too_large`, `bad_request` (broken off or broken).
 * @see RFC 9110 §15.5.16 (`Accept-Encoding` in a 415)
 */
export async function readBody(request: Request, { bytesMax, gzip }: BodyBounds): Promise<Uint8Array> {
  const coding = request.headers.get('Content-Encoding') ?? 'identity';
  if (coding === 'identity') return await readBytes(request, bytesMax);
  if (!gzip || !GZIP.test(coding)) {
    throw new AppError('unsupported_media_type', { headers: { 'Accept-Encoding': gzip ? 'gzip' : 'identity' } });
  }
  return gunzip(await readBytes(request, bytesMax), bytesMax);
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new AppError('bad_request', { message: 'The request body broke off.', cause });
    });
    if (done) break;
    size += value.byteLength;
    if (size > bytesMax) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(bytesMax);
    }
    chunks.push(value);
  }
  const only = chunks[0];
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function gunzip(packed: Uint8Array, bytesMax: number): Uint8Array {
  const unpacked = inflate(packed, GROWTH_FACTOR * bytesMax + GROWTH_BYTES);
  if (unpacked === undefined || unpacked.byteLength > bytesMax) throw tooLarge(bytesMax);
  return unpacked;
}

/** @returns undefined when it would be longer than about `maxOutputLength` bytes. */
function inflate(packed: Uint8Array, maxOutputLength: number): Uint8Array | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength });
  } catch (cause) {
    // Both Node and workerd report the bound as a RangeError and broken data as another Error.
    if (cause instanceof RangeError) return undefined;
    throw new AppError('bad_request', { message: 'The body is not valid gzip.', details: { pointer: '' }, cause });
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError('payload_too_large', { message: `The request body is larger than ${bytesMax} bytes.` });
}
