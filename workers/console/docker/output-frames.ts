/**
 * Output of a container without a terminal comes in frames: one byte for the stream (1 output, 2 errors), three zeros, the
 * length as 32 bits big-endian, then that many bytes. With a terminal it comes bare.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach (stream format)
 */
import { FRAME_BYTES_MAX } from './docker.constants.ts';
import type { OutputPart } from './engine.ts';
import { EngineError } from './engine-error.ts';

const HEADER_BYTES = 8;

/** Takes frames apart, however they were cut on the way. A broken frame errors the stream. */
export function unframed(): TransformStream<Uint8Array, OutputPart> {
  const header = new Uint8Array(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let stream: OutputPart['stream'] = 'stdout';
  return new TransformStream({
    transform: (chunk, controller) => {
      let rest = chunk;
      while (rest.byteLength > 0) {
        if (left > 0) {
          const bytes = rest.subarray(0, left);
          controller.enqueue({ stream, bytes });
          left -= bytes.byteLength;
          rest = rest.subarray(bytes.byteLength);
          continue;
        }
        const part = rest.subarray(0, HEADER_BYTES - headerBytes);
        header.set(part, headerBytes);
        headerBytes += part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (headerBytes < HEADER_BYTES) return;
        headerBytes = 0;
        left = new DataView(header.buffer).getUint32(4);
        const [kind = 0, ...zeros] = header.subarray(0, 4);
        if (kind > 2 || zeros.some((byte) => byte !== 0) || left > FRAME_BYTES_MAX) {
          throw new EngineError('not_an_engine', 'a frame of output is broken');
        }
        stream = kind === 2 ? 'stderr' : 'stdout';
      }
    },
  });
}

/** Output of a terminal: there is one stream. */
export function bare(): TransformStream<Uint8Array, OutputPart> {
  return new TransformStream({
    transform: (bytes, controller) => controller.enqueue({ stream: 'stdout', bytes }),
  });
}
