/**
 * What a command said, fit to be shown: secrets hidden, also from whoever owns them, since outputs are copied about, and no
 * more than was asked for. A secret that the bound cuts in two could not be found: where output was cut off, its unfinished
 * last line is left out.
 */
import { sanitiseWhole } from '../../kernel/sanitise/sanitise.ts';
import type { ExecResult } from '../docker/engine.ts';

/** Bytes that are read beyond the bound, and left out at most: no secret that is looked for is longer. */
export const CUT_OFF_BYTES_MAX = 16_384;

export interface ShownOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly isTruncated: boolean;
}

export function shownOutput(
  { stdout, stderr, isTruncated }: Pick<ExecResult, 'stdout' | 'stderr' | 'isTruncated'>,
  bytesMax: number,
): ShownOutput {
  const [out, err] = [stdout, stderr].map((bytes) => {
    const text = new TextDecoder().decode(bytes);
    return sanitiseWhole(isTruncated ? withoutUnfinishedLine(text) : text);
  }) as [string, string];
  const [outBytes, errBytes] = [bytesOf(out), bytesOf(err)];
  if (outBytes.byteLength + errBytes.byteLength <= bytesMax) return { stdout: out, stderr: err, isTruncated };
  // Errors are what a person looks for first: they keep at least a quarter.
  const errMax = Math.max(bytesMax - outBytes.byteLength, Math.floor(bytesMax / 4));
  const keptErr = errBytes.subarray(0, errMax);
  return {
    stdout: wholeCharacters(outBytes.subarray(0, bytesMax - keptErr.byteLength)),
    stderr: wholeCharacters(keptErr),
    isTruncated: true,
  };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A character that the bound cuts in two is left out: as a stream it would still be waited for. */
function wholeCharacters(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

function withoutUnfinishedLine(text: string): string {
  const end = Math.max(text.lastIndexOf('\n') + 1, text.length - CUT_OFF_BYTES_MAX);
  return text.slice(0, Math.max(0, end));
}
