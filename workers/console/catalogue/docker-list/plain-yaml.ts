/**
 * Reads the YAML that people write by hand for settings: maps and lists by indentation or in brackets, texts plain, quoted or
 * as blocks. Anchors, aliases, tags, merge keys and several documents are refused: a description of a server needs none, and
 * they are what makes YAML dangerous. Numbers stay texts, so that a version such as `1.10` is what stands there.
 *
 * A whole YAML reader costs 15 KiB gzip of the Worker's budget; js-yaml judges this one in the tests.
 */

export type Yaml = string | boolean | null | readonly Yaml[] | { readonly [name: string]: Yaml };

/** What is not read: where, never what. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

const DEPTH_MAX = 20;
/** Characters of a line, and lines of one text: what reads them may go over them more than once. */
const LINE_CHARS_MAX = 4000;
const TEXT_LINES_MAX = 500;
/** A key of a map, with what follows it. */
const PAIR = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>%@`"'{}[\],?:-][^#]*?|[-?:][^\s#][^#]*?)\s*:(?:\s+(.*)|)$/s;
const BLOCK_TEXT = /^([|>])([+-]?)(?:\s+#.*)?$/;
const REFUSED = /^[&*!%@`?|>]/;

interface Line {
  readonly indent: number;
  /** Without its indentation; empty for blank lines. */
  readonly text: string;
  /** The same with the blanks at its end, which blocks of text keep. */
  readonly raw: string;
}

/** @throws YamlError for anything beyond the subset. */
export function readPlainYaml(source: string): Yaml {
  const lines = source.split(/\r?\n/).map((raw): Line => {
    const text = raw.trimStart();
    if (/^ *\t/.test(raw) && text !== '') throw new YamlError('tabs');
    if (raw.length > LINE_CHARS_MAX) throw new YamlError('a line that is too long');
    return { indent: raw.length - text.length, text: text.trimEnd(), raw: text };
  });
  return new Reader(lines).document();
}

class Reader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  document(): Yaml {
    if (this.#next()?.text === '---') this.#at += 1;
    const first = this.#next();
    const value = first === undefined ? null : this.#block(first.indent, 0);
    if (this.#next() !== undefined) throw new YamlError('what follows does not belong');
    return value;
  }

  /** The next line that says something, from which on is read. */
  #next(): Line | undefined {
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at];
      if (line !== undefined && line.text !== '' && !line.text.startsWith('#')) return line;
      this.#at += 1;
    }
    return undefined;
  }

  #block(indent: number, depth: number): Yaml {
    if (depth > DEPTH_MAX) throw new YamlError('too deep');
    const { text } = this.#next() as Line;
    if (isItem(text)) return this.#list(indent, depth);
    if (pairIn(text) !== undefined) return this.#map(indent, depth);
    this.#at += 1;
    return this.#scalar(text, indent - 1, depth);
  }

  #list(indent: number, depth: number): Yaml[] {
    const items: Yaml[] = [];
    for (
      let line = this.#next();
      line !== undefined && line.indent === indent && isItem(line.text);
      line = this.#next()
    ) {
      const rest = line.text.slice(1).trimStart();
      const inner = indent + line.text.length - rest.length;
      if (rest === '' || rest.startsWith('#')) {
        this.#at += 1;
        items.push(this.#below(indent, depth));
      } else if (isItem(rest) || pairIn(rest) !== undefined) {
        // What stands behind the dash is the first line of a block of its own.
        this.#lines[this.#at] = { indent: inner, text: rest, raw: rest };
        items.push(this.#block(inner, depth + 1));
      } else {
        this.#at += 1;
        items.push(this.#scalar(rest, indent, depth));
      }
    }
    return items;
  }

  #map(indent: number, depth: number): Yaml {
    const map: Record<string, Yaml> = {};
    for (let line = this.#next(); line !== undefined && line.indent === indent; line = this.#next()) {
      const pair = pairIn(line.text);
      if (pair === undefined) throw new YamlError('no key');
      const { key, rest } = pair;
      if (key === '__proto__' || key === '<<' || Object.hasOwn(map, key)) throw new YamlError('a key that may not be');
      this.#at += 1;
      const next = rest === '' ? this.#next() : undefined;
      // A list may stand as far left as its key.
      const isListHere = next?.indent === indent && isItem(next.text);
      map[key] = isListHere
        ? this.#list(indent, depth + 1)
        : rest === ''
          ? this.#below(indent, depth)
          : this.#scalar(rest, indent, depth);
    }
    return map;
  }

  /** A block that is indented further, or nothing. */
  #below(indent: number, depth: number): Yaml {
    const next = this.#next();
    return next !== undefined && next.indent > indent ? this.#block(next.indent, depth + 1) : null;
  }

  /** A text, a block of text or brackets; `indent` is the one that its further lines must exceed. */
  #scalar(text: string, indent: number, depth: number): Yaml {
    const block = BLOCK_TEXT.exec(text);
    if (block !== null) return this.#blockText(indent, block[1] === '>', block[2] ?? '');
    if (REFUSED.test(text)) throw new YamlError('beyond what is read');
    const isQuoted = /^["']/.test(text);
    const isFlow = /^[[{]/.test(text);
    let whole = isQuoted || isFlow ? text : withoutComment(text);
    // Further lines of a text are folded into one.
    const from = this.#at;
    while (isQuoted || isFlow ? !isClosed(whole) : true) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent <= indent || line.text === '' || line.text.startsWith('#')) break;
      if (this.#at - from > TEXT_LINES_MAX) throw new YamlError('too many lines');
      if (!(isQuoted || isFlow) && pairIn(line.text) !== undefined) throw new YamlError('a key within a text');
      whole = isQuoted || isFlow ? continued(whole, line.text) : `${whole} ${withoutComment(line.text)}`;
      this.#at += 1;
    }
    return new Flow(whole).whole(depth);
  }

  #blockText(indent: number, isFolded: boolean, chomp: string): string {
    const from = this.#at;
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at];
      if (line === undefined || (line.text !== '' && line.indent <= indent)) break;
      this.#at += 1;
    }
    const lines = this.#lines.slice(from, this.#at);
    const own = Math.min(...lines.filter(({ text }) => text !== '').map((line) => line.indent));
    const texts = lines.map(({ text, raw, indent: by }) => (text === '' ? '' : ' '.repeat(by - own) + raw));
    while (texts.at(-1) === '') texts.pop();
    const joined = isFolded ? folded(texts) : texts.join('\n');
    return chomp === '-' || joined === '' ? joined : `${joined}\n`;
  }
}

/** Texts, brackets and what is in them, on one line. */
class Flow {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(depth: number): Yaml {
    const first = this.#text[0] ?? '';
    if (!'"\'[{'.includes(first)) return plain(this.#text);
    const value = this.#value(depth);
    if (!/^\s*(?:\s#.*)?$/.test(this.#text.slice(this.#at))) throw new YamlError('what follows does not belong');
    return value;
  }

  #value(depth: number): Yaml {
    if (depth > DEPTH_MAX) throw new YamlError('too deep');
    this.#blank();
    const first = this.#text[this.#at];
    if (first === '[') return this.#items(depth);
    if (first === '{') return this.#pairs(depth);
    if (first === '"' || first === "'") return this.#quoted();
    const found = /^(?:[^,[\]{}:#]|:(?!\s|$|[,[\]{}])|(?<!\s)#)+/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    if (found === '' || REFUSED.test(found)) throw new YamlError('beyond what is read');
    this.#at += found.length;
    return plain(found.trim());
  }

  #items(depth: number): Yaml[] {
    const items: Yaml[] = [];
    this.#at += 1;
    while (!this.#ends(']')) {
      items.push(this.#value(depth + 1));
      this.#comma(']');
    }
    return items;
  }

  #pairs(depth: number): Yaml {
    const map: Record<string, Yaml> = {};
    this.#at += 1;
    while (!this.#ends('}')) {
      const key = this.#value(depth + 1);
      this.#blank();
      if (typeof key !== 'string' || key === '__proto__' || key === '<<' || Object.hasOwn(map, key)) {
        throw new YamlError('a key that may not be');
      }
      if (this.#text[this.#at] !== ':') throw new YamlError('no value');
      this.#at += 1;
      map[key] = this.#value(depth + 1);
      this.#comma('}');
    }
    return map;
  }

  #quoted(): string {
    const found = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')/s.exec(this.#text.slice(this.#at));
    if (found === null) throw new YamlError('a text without an end');
    this.#at += found[0].length;
    return unquoted(found);
  }

  #ends(bracket: string): boolean {
    this.#blank();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #comma(bracket: string): void {
    this.#blank();
    if (this.#text[this.#at] === ',') this.#at += 1;
    else if (this.#text[this.#at] !== bracket) throw new YamlError('brackets without an end');
  }

  #blank(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }
}

const isItem = (text: string) => text === '-' || text.startsWith('- ');

function pairIn(text: string): { readonly key: string; readonly rest: string } | undefined {
  const found = PAIR.exec(text);
  if (found === null) return undefined;
  const [, key = '', rest = ''] = found;
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')$/s.exec(key);
  if (quoted === null && /^["']/.test(key)) return undefined;
  return { key: quoted === null ? key : unquoted(quoted), rest: rest.startsWith('#') ? '' : rest };
}

function unquoted([, double, single]: RegExpExecArray): string {
  if (single !== undefined) return single.replaceAll("''", "'");
  return (double ?? '').replaceAll(ESCAPE, (_, eight?: string, four?: string, two?: string, sign = '') => {
    const hex = eight ?? four ?? two;
    const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
    const read =
      code === undefined ? ESCAPED.get(sign) : code <= CODE_POINT_MAX ? String.fromCodePoint(code) : undefined;
    if (read === undefined) throw new YamlError('an escape that is not read');
    return read;
  });
}

const CODE_POINT_MAX = 0x10ffff;
const ESCAPE = /\\(?:U([0-9A-Fa-f]{8})|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))/gs;
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  [' ', ' '],
]);

function plain(text: string): Yaml {
  if (/: |:$| #/.test(text)) throw new YamlError('a key within a text');
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return /^(?:null|Null|NULL|~|)$/.test(text) ? null : text;
}

/** In double quotes a backslash at the end of a line joins it with the next. */
function continued(text: string, line: string): string {
  const isJoined = text.startsWith('"') && /(?<!\\)(?:\\\\)*\\$/.test(text);
  return isJoined ? text.slice(0, -1) + line : `${text} ${line}`;
}

const withoutComment = (text: string) => text.replace(/(?:^|\s+)#.*$/, '');

/** Whether quotes and brackets that were opened are closed again. */
function isClosed(text: string): boolean {
  const open = text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '');
  const opened = (open.match(/[[{]/g) ?? []).length;
  return !/["']/.test(open) && opened <= (open.match(/[\]}]/g) ?? []).length;
}

/** Lines become one, blank ones between them line ends; what is indented further stays as it is. */
function folded(lines: readonly string[]): string {
  let text = '';
  let blanks = 0;
  for (const [nth, line] of lines.entries()) {
    if (line === '') {
      blanks += 1;
      continue;
    }
    const isKept = line.startsWith(' ') || (lines[nth - 1 - blanks] ?? '').startsWith(' ');
    const gap = isKept ? '\n'.repeat(blanks + 1) : blanks > 0 ? '\n'.repeat(blanks) : ' ';
    text += text === '' ? '\n'.repeat(blanks) + line : gap + line;
    blanks = 0;
  }
  return text;
}
