/**
 * What else a text says: escapes of addresses, JSON and HTML undone, and runs of base64 and hexadecimal decoded. A secret that
 * stands there in disguise is found in such a view, and hidden in the text. Pure; bounded in depth, linear in the text.
 */
import { charset, endOfRun, type Span } from './secret-shapes.ts';

/** Times that escapes are undone, and that what was decoded is looked at in the same way. */
const LAYERS_MAX = 3;
/** Characters of a run worth decoding: 18 bytes. */
const RUN_CHARS_MIN = 24;
const RUN = charset('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-');
const HAS_ESCAPE = /%[0-9A-Fa-f]{2}|\\[\\"'/nrtux]|&(?:#|amp;|lt;|gt;|quot;|apos;)/;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const ESCAPE =
  /%([0-9A-Fa-f]{2})|\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([\\"'/nrt]))|&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/g;

/** Bytes in a row that could be text: by chance a third of all bytes could not. */
const TEXT_BYTES_MIN = 16;
const latin1 = new TextDecoder('latin1');

type Finder<Found extends Span> = (text: string) => readonly Found[];

/** What a finder finds in a text and in its views, as places of the text. In no order, and they may overlap. */
export function findInViews<Found extends Span>(text: string, find: Finder<Found>, depth = LAYERS_MAX): Found[] {
  const found = [...find(text)];
  if (depth === 0) return found;
  for (const run of encodedRuns(text)) {
    for (const decoded of decodings(text.slice(run.start, run.end))) {
      const [inside] = findInViews(decoded, find, depth - 1);
      if (inside !== undefined) found.push({ ...inside, ...run });
    }
  }
  if (HAS_ESCAPE.test(text)) {
    const { plain, places } = unescaped(text);
    if (plain !== text) {
      for (const inside of findInViews(plain, find, depth - 1)) {
        found.push({ ...inside, start: places[inside.start] ?? 0, end: places[inside.end] ?? text.length });
      }
    }
  }
  return found;
}

/** @returns The text with its escapes undone once, and for each of its characters where that begins in the original. */
function unescaped(text: string): { readonly plain: string; readonly places: readonly number[] } {
  const parts: string[] = [];
  const places: number[] = [];
  let from = 0;
  const copy = (until: number) => {
    parts.push(text.slice(from, until));
    for (let at = from; at < until; at += 1) places.push(at);
  };
  for (const match of text.matchAll(ESCAPE)) {
    const [whole, percent, unicode, byte, letter, hex, decimal, name] = match;
    copy(match.index);
    const code = percent ?? unicode ?? byte ?? hex;
    const character =
      letter !== undefined
        ? (LETTERS[letter] ?? letter)
        : name !== undefined
          ? (NAMED[name] ?? '')
          : String.fromCharCode(code === undefined ? Number(decimal) : Number.parseInt(code, 16));
    parts.push(character);
    places.push(match.index);
    from = match.index + whole.length;
  }
  copy(text.length);
  places.push(text.length);
  return { plain: parts.join(''), places };
}

function* encodedRuns(text: string): Generator<Span> {
  for (let at = 0; at < text.length; at += 1) {
    if (RUN[text.charCodeAt(at)] !== 1) continue;
    const end = endOfRun(text, at, RUN);
    if (end - at >= RUN_CHARS_MIN) yield { start: at, end: text.startsWith('=', end) ? end + padding(text, end) : end };
    at = end;
  }
}

function padding(text: string, at: number): number {
  return text.startsWith('==', at) ? 2 : 1;
}

const HEX_RUN = /^(?:[0-9a-f]{2})+$|^(?:[0-9A-F]{2})+$/;

/** @yields The texts that a run could stand for: as hexadecimal, and as base64 from each of four places, since a path may precede it. */
function* decodings(run: string): Generator<string> {
  if (HEX_RUN.test(run)) {
    const text = readableBytes(run.length / 2, (at) => Number.parseInt(run.slice(at * 2, at * 2 + 2), 16));
    if (text !== undefined) yield text;
    return;
  }
  // Base64 of a text has capitals; words, paths and ids in small letters have none.
  if (!/[A-Z]/.test(run)) return;
  for (let from = 0; from < 4; from += 1) {
    const sextets = run.length - from;
    const text = readableBytes(Math.floor((sextets * 6) / 8), (at) => byteAt(run, from, at));
    if (text !== undefined) yield text;
  }
}

/** RFC 4648 §4. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SEXTETS = new Uint8Array(128);
for (const [value, character] of ALPHABET.split('').entries()) {
  SEXTETS[character.charCodeAt(0)] = value;
}
SEXTETS['-'.charCodeAt(0)] = 62;
SEXTETS['_'.charCodeAt(0)] = 63;

function byteAt(run: string, from: number, at: number): number {
  const bit = at * 8;
  const first = from + Math.floor(bit / 6);
  const pair = ((SEXTETS[run.charCodeAt(first)] ?? 0) << 6) | (SEXTETS[run.charCodeAt(first + 1)] ?? 0);
  return (pair >> (4 - (bit % 6))) & 0xff;
}

/**
 * The bytes as a text, each a character, those that no text has as NUL; undefined where too few follow one another to be one.
 * A path before the run may spoil its first bytes.
 */
function readableBytes(length: number, byte: (at: number) => number): string | undefined {
  const codes = new Uint8Array(length);
  let inARow = 0;
  let longest = 0;
  for (let at = 0; at < length; at += 1) {
    const code = byte(at);
    const isText = (code >= 32 && code < 127) || code > 159 || code === 9 || code === 10 || code === 13;
    inARow = isText ? inARow + 1 : 0;
    longest = Math.max(longest, inARow);
    codes[at] = isText ? code : 0;
  }
  return longest < TEXT_BYTES_MIN ? undefined : latin1.decode(codes);
}
