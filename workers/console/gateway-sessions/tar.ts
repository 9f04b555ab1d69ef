/**
 * A tar archive of a few small files, as an engine unpacks it into a container.
 *
 * @see POSIX.1-2017 pax, "ustar Interchange Format"
 */

export interface TarFile {
  /** Absolute; at most 100 bytes of ASCII. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

const BLOCK = 512;
const NAME_BYTES_MAX = 100;

/** Folders on the way are made by whoever unpacks. */
export function tarOf(files: readonly TarFile[]): Uint8Array {
  const blocks = files.flatMap(({ path, text, mode }) => {
    const content = new TextEncoder().encode(text);
    const padded = new Uint8Array(Math.ceil(content.byteLength / BLOCK) * BLOCK);
    padded.set(content);
    return [header(path.replace(/^\//, ''), content.byteLength, mode), padded];
  });
  const bytes = new Uint8Array(blocks.reduce((sum, { byteLength }) => sum + byteLength, 2 * BLOCK));
  let offset = 0;
  for (const block of blocks) {
    bytes.set(block, offset);
    offset += block.byteLength;
  }
  return bytes;
}

function header(name: string, size: number, mode: number): Uint8Array {
  if (name.length > NAME_BYTES_MAX) throw new RangeError('this path is too long for an archive');
  const block = new Uint8Array(BLOCK);
  const write = (offset: number, text: string) => block.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  write(0, name);
  write(100, octal(mode, 7));
  write(108, octal(0, 7));
  write(116, octal(0, 7));
  write(124, octal(size, 11));
  write(136, octal(0, 11));
  // The checksum is taken over itself as blanks.
  write(148, ' '.repeat(8));
  write(156, '0');
  write(257, 'ustar\0');
  write(263, '00');
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
