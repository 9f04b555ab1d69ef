/**
 * Where secrets stand in a text, by the shape they have (secret-shapes.ts) or by the name before them (`password=…`). Pure;
 * one pass, whose cost grows with the text alone.
 */
import { isPasswordName, isSecretName } from './secret-names.ts';
import { ALNUM, charset, SECRET_SHAPES, type SecretShape, type Span } from './secret-shapes.ts';

export interface Finding extends Span {
  /** Of a shape, or `named_secret`. */
  readonly kind: string;
}

interface Anchored {
  readonly anchor: string;
  readonly shape: SecretShape;
}

const ASCII = 128;
/** By the first two characters of the anchor: nearly every pair of a text is in no anchor. */
const byPair = new Map<number, Anchored[]>();
const isPair = new Uint8Array(ASCII * ASCII);
for (const shape of SECRET_SHAPES) {
  for (const anchor of shape.anchors) {
    const pair = anchor.charCodeAt(0) * ASCII + anchor.charCodeAt(1);
    isPair[pair] = 1;
    byPair.set(pair, [...(byPair.get(pair) ?? []), { anchor, shape }]);
  }
}

const NAME_CHARS = charset('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-$');
const NAME_CHARS_MAX = 64;
const QUOTES = charset('"\'`\\');
/** Between a name and what belongs to it: quotes that close, blanks. */
const AROUND_MAX = 8;
/** What stands in the place of a value without being one. */
const NO_VALUE =
  /^(?:true|false|null|undefined|none|nil|yes|no|on|off|required|invalid|valid|missing|expired|wrong|incorrect|empty|unset|set|not|is|was|are|must|should|too|the|a|an|for|of|in|has|had|cannot|could|failed|changed|reset|refused|denied|unknown|unsupported|malformed|revoked|read|write|create|update|delete|list|manage|string|number|boolean|object|optional|redacted|hidden|masked|removed|example|bearer|basic)$/i;
const PLACEHOLDER = /^(?:\{\{|\$|<|\*{2,}|\[hidden|\[redacted|%[sdvo]|x{4,}$|…|\.\.\.)/i;

/** From the left, without overlaps. */
export function findSecrets(text: string): Finding[] {
  const found: Finding[] = [];
  let free = 0;
  let before = ASCII;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const pair = before < ASCII && code < ASCII ? before * ASCII + code : 0;
    before = code;
    let finding: Finding | undefined;
    if (isPair[pair] === 1 && at - 1 >= free) finding = shapeAt(text, at - 1, pair);
    // 61 is `=` and 58 is `:`.
    if (finding === undefined && (code === 61 || code === 58) && at >= free) finding = namedAt(text, at, free);
    if (finding === undefined || finding.end <= free) continue;
    const last = found.at(-1);
    // A longer one may begin before the end of what was found already: the password of an address that holds a token.
    const isJoined = last !== undefined && finding.start < last.end;
    if (isJoined) found.pop();
    found.push(isJoined ? { ...finding, start: Math.min(last.start, finding.start) } : finding);
    free = finding.end;
    at = Math.max(at, free - 1);
    before = at < text.length ? text.charCodeAt(at) : ASCII;
  }
  return found;
}

function shapeAt(text: string, start: number, pair: number): Finding | undefined {
  let longest: Finding | undefined;
  for (const { anchor, shape } of byPair.get(pair) ?? []) {
    if (!text.startsWith(anchor, start)) continue;
    if (shape.isWord && start > 0 && ALNUM[text.charCodeAt(start - 1)] === 1) continue;
    const span = shape.match(text, start, start + anchor.length);
    if (span !== undefined && (longest === undefined || span.end > longest.end)) {
      longest = { start: span.start, end: span.end, kind: shape.kind };
    }
  }
  return longest;
}

/** The value behind a name: `password=x`, `"token": "x"`, `Cookie: a=b; c=d`. */
function namedAt(text: string, separator: number, free: number): Finding | undefined {
  let nameEnd = separator;
  while (nameEnd > free && separator - nameEnd < AROUND_MAX && isAround(text.charCodeAt(nameEnd - 1))) nameEnd -= 1;
  let nameStart = nameEnd;
  while (nameStart > free && nameEnd - nameStart < NAME_CHARS_MAX && NAME_CHARS[text.charCodeAt(nameStart - 1)] === 1) {
    nameStart -= 1;
  }
  if (nameEnd - nameStart < 3) return undefined;
  const name = text.slice(nameStart, nameEnd);
  if (!isSecretName(name)) return undefined;
  let start = separator + 1;
  // `=>` and `==` of program texts.
  while (start < text.length && start - separator < AROUND_MAX && isBlankOrSign(text.charCodeAt(start))) start += 1;
  const opening = start;
  while (start < text.length && start - opening < AROUND_MAX && QUOTES[text.charCodeAt(start)] === 1) start += 1;
  if (PLACEHOLDER.test(text.slice(start, start + 16))) return undefined;
  const quote = start > opening ? text.slice(opening, start) : '';
  const isHeader = quote === '' && text.startsWith(': ', separator) && /(?:authorization|cookie)$/i.test(name);
  const end = quote !== '' ? closingOf(text, start, quote) : isHeader ? endOfLine(text, start) : endOfWord(text, start);
  if (end <= start) return undefined;
  const value = text.slice(start, Math.min(end, start + 128));
  if (NO_VALUE.test(value.replace(/[^A-Za-z]+$/, ''))) return undefined;
  // In a sentence ("token: expected a string") the next word is one of the sentence, unless it does not look like a word.
  const isProse = quote === '' && text[separator] === ':' && !isHeader && text[separator + 1] === ' ';
  if (isProse && !isPasswordName(name) && !/[0-9]/.test(value) && value.length < 20) return undefined;
  return /^[0-9]{1,5}$/.test(value) && quote === '' && !isPasswordName(name)
    ? undefined
    : { start, end, kind: 'named_secret' };
}

function isAround(code: number): boolean {
  return code === 32 || (code < ASCII && QUOTES[code] === 1);
}

function isBlankOrSign(code: number): boolean {
  return code === 32 || code === 61 || code === 62;
}

/** To the same quote, with as many backslashes before it; without one to the end of the line. */
function closingOf(text: string, from: number, quote: string): number {
  const mark = quote.at(-1) === '\\' ? quote : (quote.at(-1) ?? '"');
  let at = from;
  for (; at < text.length && LINE_ENDS[text.charCodeAt(at)] !== 1; at += 1) {
    if (text.startsWith(mark, at)) return quote.length > 1 && text[at - 1] === '\\' ? at - 1 : at;
    // An escaped quote inside of a text that is not itself escaped.
    if (quote.length === 1 && text[at] === '\\') at += 1;
  }
  return Math.min(at, text.length);
}

const LINE_ENDS = charset('\r\n');
const WORD_ENDS = charset(' \t\r\n"\'`<>,;&|)]}\\');

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && WORD_ENDS[text.charCodeAt(end)] !== 1) end += 1;
  return end;
}

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && LINE_ENDS[text.charCodeAt(end)] !== 1) end += 1;
  return end;
}
