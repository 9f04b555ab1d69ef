/**
 * Reads the part of YAML that people write settings in: maps and lists by indentation or in brackets, texts plain, quoted or as
 * blocks. Anchors, aliases, tags, merge keys and several documents are refused: a description of a server needs none, and
 * they are what makes YAML dangerous. What it reads, it reads as js-yaml does, which judges it in the tests; where the two
 * might differ, it refuses. Every character is looked at a bounded number of times.
 *
 * @see YAML 1.2.2; docs/decisions/0009-yaml-subset.md
 */
import { coreScalar, type Scalar } from './plain-scalar.ts';
import { linesOf, refuse, YamlFault, type YamlRefusal } from './yaml-lines.ts';
import { blockText, QUOTED, trimmedEnd, unquoted } from './yaml-texts.ts';

export type Yaml = Scalar | readonly Yaml[] | { readonly [name: string]: Yaml };
export type YamlOutcome =
  | { readonly ok: true; readonly value: Yaml }
  | { readonly ok: false; readonly reason: YamlRefusal };

const DEPTH_MAX = 20;
/** As in YAML itself, rounded down. */
const KEY_CHARS_MAX = 1000;
/** Where a plain text ends: before a comment, or as the key that it then is. */
const PLAIN_END = /:(?= |$)| #/g;
const FLOW_PLAIN = /(?:[^ \t,[\]{}:]|:(?![ \t,[\]{}]|$)| +(?![ \t#,[\]{}:]|$))+/y;
const BLOCK_HEADER = /^([|>])(?:([-+]?)([1-9]?)|([1-9])([-+]))(?: +#.*| *)$/;
/** A dash, a question mark or a colon that is no part of a word. */
const LONE_INDICATOR = /^[-?:](?: |$)/;
/** Signs that begin no plain text, and what each would begin. */
const INDICATORS: ReadonlyMap<string, YamlRefusal> = new Map([
  ['&', 'anchor'],
  ['*', 'alias'],
  ['!', 'tag'],
  ['%', 'malformed'],
  ['@', 'malformed'],
  ['`', 'malformed'],
  ['|', 'malformed'],
  ['>', 'malformed'],
  ['#', 'malformed'],
  [',', 'malformed'],
  [']', 'malformed'],
  ['}', 'malformed'],
]);

/** @param scalar What a plain text means. */
export function readYaml(source: string, scalar: (text: string) => Scalar = coreScalar): YamlOutcome {
  try {
    return { ok: true, value: new YamlReader(linesOf(source), scalar).document() };
  } catch (error) {
    if (error instanceof YamlFault) return { ok: false, reason: error.reason };
    throw error;
  }
}

class YamlReader {
  readonly #lines: readonly string[];
  readonly #scalar: (text: string) => Scalar;
  #row = 0;
  #column = 0;

  constructor(lines: readonly string[], scalar: (text: string) => Scalar) {
    this.#lines = lines;
    this.#scalar = scalar;
  }

  document(): Yaml {
    const indent = this.#next();
    if (indent === -1) refuse('empty');
    const value = this.#node(indent - 1, 0);
    if (this.#next() !== -1) refuse('malformed');
    return value;
  }

  get #text(): string {
    return this.#lines[this.#row] ?? '';
  }

  /** Goes to the next line that says something, unless this one still does. @returns Its indentation, -1 at the end. */
  #next(): number {
    for (; this.#row < this.#lines.length; this.#row += 1) {
      const indent = indentOf(this.#text);
      this.#column = indent;
      if (indent < this.#text.length && this.#text[indent] !== '#') return indent;
    }
    return -1;
  }

  /** What stands at the column, on a line of its own or behind a dash. @param parent Indentation that it exceeds. */
  #node(parent: number, depth: number): Yaml {
    if (depth > DEPTH_MAX) refuse('too_deep');
    if (isItem(this.#text, this.#column)) return this.#list(this.#column, depth);
    const key = this.#key();
    return key === undefined ? this.#value(parent, depth) : this.#map(this.#column, key, depth);
  }

  #list(column: number, depth: number): Yaml[] {
    const items: Yaml[] = [];
    do {
      if (!isItem(this.#text, this.#column)) break;
      this.#column += 1;
      items.push(this.#hasMore() ? this.#node(column, depth + 1) : this.#below(column, depth));
    } while (this.#isAt(column));
    return items;
  }

  #map(column: number, firstKey: string, depth: number): Yaml {
    const map: Record<string, Yaml> = {};
    for (let key: string | undefined = firstKey; ; key = this.#key()) {
      if (key === undefined) refuse('malformed');
      addKey(map, key);
      this.#column = this.#afterKey;
      if (this.#hasMore()) map[key] = this.#value(column, depth + 1);
      // A list may stand as far left as its key.
      else if (this.#next() === column && isItem(this.#text, column)) map[key] = this.#list(column, depth + 1);
      else map[key] = this.#below(column, depth);
      if (!this.#isAt(column)) return map;
    }
  }

  /** Column behind the colon of the key that was found last. */
  #afterKey = 0;

  /** The key at the column, which stays where it is. @returns undefined for what is no key. */
  #key(): string | undefined {
    const line = this.#text;
    const first = line[this.#column] ?? '';
    if (first === '?' && isBlankAt(line, this.#column + 1)) refuse('complex_key');
    if (isItem(line, this.#column)) return undefined;
    if (first === '"' || first === "'") {
      const end = quotedEnd(line, this.#column + 1, first);
      const colon = line[end] === first ? /^ *:(?= |$)/.exec(line.slice(end + 1)) : null;
      if (colon === null) return undefined;
      this.#afterKey = end + 1 + colon[0].length;
      return unquoted(first, line.slice(this.#column + 1, end));
    }
    if (first === '[' || first === '{') return undefined;
    const end = plainEnd(line, this.#column);
    if (line[end] !== ':') return undefined;
    this.#afterKey = end + 1;
    return this.#plainKey(trimmedEnd(line.slice(this.#column, end)));
  }

  /** Keys are texts. A number that would be written otherwise is none, nor is a tilde. */
  #plainKey(text: string): string {
    assertPlain(text);
    if (String(this.#scalar(text)) !== text) refuse('complex_key');
    return text;
  }

  /** Skips blanks on this line. @returns False when nothing but a comment follows, and then goes to the next line. */
  #hasMore(): boolean {
    const line = this.#text;
    const from = this.#column;
    while (line[this.#column] === ' ') this.#column += 1;
    if (line[this.#column] === '\t') refuse('tab');
    const isComment = line[this.#column] === '#' && this.#column > from;
    if (this.#column < line.length && !isComment) return true;
    this.#row += 1;
    this.#column = 0;
    return false;
  }

  #endLine(): void {
    if (this.#hasMore()) refuse(this.#text[this.#column] === ':' ? 'complex_key' : 'malformed');
  }

  /** @returns Whether the block at this column goes on. */
  #isAt(column: number): boolean {
    const indent = this.#next();
    if (indent > column) refuse('indentation');
    return indent === column;
  }

  /** A block that is indented further, or nothing. */
  #below(column: number, depth: number): Yaml {
    return this.#next() > column ? this.#node(column, depth + 1) : null;
  }

  /** A text or brackets: all that may stand behind a key. */
  #value(parent: number, depth: number): Yaml {
    if (depth > DEPTH_MAX) refuse('too_deep');
    const first = this.#text[this.#column] ?? '';
    if (first === '|' || first === '>') return this.#block(parent, depth);
    if (first !== '"' && first !== "'" && first !== '[' && first !== '{') return this.#plain(parent);
    const value = first === '"' || first === "'" ? this.#quoted(first, parent) : this.#flow(parent, depth);
    this.#endLine();
    return value;
  }

  #block(parent: number, depth: number): string {
    const header = BLOCK_HEADER.exec(this.#text.slice(this.#column));
    // A document that is one text describes nothing.
    if (header === null || depth === 0) refuse('malformed');
    const [, style, chomp = header[5] ?? '', digit = header[4] ?? ''] = header;
    this.#row += 1;
    const given = digit === '' ? undefined : parent + Number(digit);
    const { text, rows } = blockText(this.#lines, this.#row, { parent, given, isFolded: style === '>', chomp });
    this.#row += rows;
    this.#column = 0;
    return text;
  }

  #plain(parent: number): Yaml {
    let text = '';
    for (let isFirst = true; ; isFirst = false) {
      const line = this.#text;
      const end = plainEnd(line, this.#column);
      // A key on a further line would be a key over several lines; on the first, a map within a line.
      if (line[end] === ':') refuse('malformed');
      const part = trimmedEnd(line.slice(this.#column, end));
      if (isFirst) assertPlain(part);
      if (LONE_INDICATOR.test(part)) refuse('malformed');
      if (part.includes('\t')) refuse('tab');
      text += part;
      this.#row += 1;
      // A comment ends a text.
      const gap = end < line.length ? undefined : this.#gap(parent);
      if (gap === undefined || this.#text[this.#column] === '#') break;
      text += gap;
    }
    return this.#scalar(text);
  }

  /** Goes to the further line of a text. @returns What stands for the line ends in between; undefined without such a line. */
  #gap(parent: number): string | undefined {
    const from = this.#row;
    while (this.#row < this.#lines.length && /^[ \t]*$/.test(this.#text)) this.#row += 1;
    const indent = this.#row < this.#lines.length ? indentOf(this.#text) : -1;
    if (indent <= parent) return undefined;
    this.#column = indent;
    return this.#row === from ? ' ' : '\n'.repeat(this.#row - from);
  }

  /** Goes on behind the closing quote. */
  #quoted(quote: '"' | "'", parent: number): string {
    let text = '';
    this.#column += 1;
    for (;;) {
      const line = this.#text;
      const end = quotedEnd(line, this.#column, quote);
      const part = line.slice(this.#column, end);
      if (line[end] === quote) {
        this.#column = end + 1;
        return text + unquoted(quote, part);
      }
      // In double quotes a backslash takes the end of its line away.
      const isJoined = line[end] === '\\';
      this.#row += 1;
      const gap = this.#gap(parent);
      if (gap === undefined) refuse('unfinished');
      // js-yaml takes blank lines behind it away, the standard does not.
      if (isJoined && gap !== ' ') refuse('escape');
      text += isJoined ? unquoted(quote, part) : unquoted(quote, trimmedEnd(part)) + gap;
    }
  }

  /** In brackets, over one line or several that are all indented further. */
  #flow(parent: number, depth: number): Yaml {
    if (depth > DEPTH_MAX) refuse('too_deep');
    const first = this.#text[this.#column] ?? '';
    if (first === '"' || first === "'") return this.#quoted(first, parent);
    if (first === '[') return this.#flowList(parent, depth);
    if (first === '{') return this.#flowMap(parent, depth);
    return this.#scalar(this.#flowPlain());
  }

  #flowList(parent: number, depth: number): Yaml[] {
    const items: Yaml[] = [];
    this.#column += 1;
    while (!this.#closes(']', parent)) {
      items.push(this.#flow(parent, depth + 1));
      this.#comma(']', parent);
    }
    return items;
  }

  #flowMap(parent: number, depth: number): Yaml {
    const map: Record<string, Yaml> = {};
    this.#column += 1;
    while (!this.#closes('}', parent)) {
      const row = this.#row;
      const first = this.#text[this.#column] ?? '';
      if (first === '[' || first === '{') refuse('complex_key');
      const isQuoted = first === '"' || first === "'";
      const key = isQuoted ? this.#quoted(first, parent) : this.#flowKey();
      addKey(map, key);
      this.#flowNext(parent);
      const isMissing = this.#text[this.#column] !== ':';
      if (isMissing || this.#row !== row) refuse('malformed');
      this.#column += 1;
      this.#flowNext(parent);
      const isEmpty = /[,}]/.test(this.#text[this.#column] ?? '');
      map[key] = isEmpty ? null : this.#flow(parent, depth + 1);
      this.#comma('}', parent);
    }
    return map;
  }

  #flowKey(): string {
    return this.#plainKey(this.#flowPlain());
  }

  #flowPlain(): string {
    FLOW_PLAIN.lastIndex = this.#column;
    const text = FLOW_PLAIN.exec(this.#text)?.[0] ?? '';
    assertPlain(text === '' ? (this.#text[this.#column] ?? '') : text);
    if (LONE_INDICATOR.test(text)) refuse('malformed');
    this.#column += text.length;
    return text;
  }

  /** Goes to what stands next within brackets. */
  #flowNext(parent: number): void {
    if (this.#hasMore()) return;
    const indent = this.#next();
    if (indent === -1) refuse('unfinished');
    if (indent <= parent) refuse('indentation');
  }

  #closes(bracket: string, parent: number): boolean {
    this.#flowNext(parent);
    if (this.#text[this.#column] !== bracket) return false;
    this.#column += 1;
    return true;
  }

  #comma(bracket: string, parent: number): void {
    this.#flowNext(parent);
    const sign = this.#text[this.#column];
    if (sign === ',') this.#column += 1;
    else if (sign !== bracket) refuse('malformed');
  }
}

function addKey(map: Readonly<Record<string, Yaml>>, key: string): void {
  if (key === '<<' || key === '__proto__' || key.length > KEY_CHARS_MAX) refuse('key_refused');
  if (Object.hasOwn(map, key)) refuse('duplicate_key');
}

function assertPlain(text: string): void {
  const reason = text === '' ? 'malformed' : INDICATORS.get(text.slice(0, 1));
  if (reason !== undefined) refuse(reason);
  if (text.includes('\t')) refuse('tab');
}

/** Blanks that a line begins with. Tabs are none. */
function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ') indent += 1;
  if (line[indent] === '\t') refuse('tab');
  return indent;
}

function plainEnd(line: string, from: number): number {
  PLAIN_END.lastIndex = from;
  return PLAIN_END.exec(line)?.index ?? line.length;
}

/** @returns Where the quote stands that closes the text, or what ends the line. */
function quotedEnd(line: string, from: number, quote: '"' | "'"): number {
  const pattern = QUOTED[quote];
  pattern.lastIndex = from;
  pattern.test(line);
  return pattern.lastIndex;
}

const isBlankAt = (line: string, column: number) => column >= line.length || line[column] === ' ';
const isItem = (line: string, column: number) => line[column] === '-' && isBlankAt(line, column + 1);
