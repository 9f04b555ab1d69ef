/** The texts of YAML that are more than what stands there: quoted ones, and blocks behind `|` and `>`. */
import { refuse } from './yaml-lines.ts';

/** What stands in quotes, on one line. */
export const QUOTED = { '"': /(?:[^"\\]|\\.)*/y, "'": /(?:[^']|'')*/y } as const;

const CODE_POINT_MAX = 0x10ffff;
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))/gs;
/** @see YAML 1.2.2 §5.7 */
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

/** @param text One line of a text in quotes, without them. */
export function unquoted(quote: '"' | "'", text: string): string {
  if (quote === "'") return text.replaceAll("''", "'");
  const read = text.replaceAll(ESCAPE, (_, two?: string, four?: string, eight?: string, sign = '') => {
    const hex = two ?? four ?? eight;
    if (hex === undefined) return ESCAPED.get(sign) ?? refuse('escape');
    const code = Number.parseInt(hex, 16);
    // Halves of a pair come one by one, as in JSON.
    return code > CODE_POINT_MAX ? refuse('escape') : String.fromCodePoint(code);
  });
  return read.isWellFormed() ? read : refuse('escape');
}

interface BlockStyle {
  /** Indentation that the block exceeds, and the one that its header names. */
  readonly parent: number;
  readonly given: number | undefined;
  readonly isFolded: boolean;
  /** `-` takes all line ends away at the end, `+` keeps them all; else one stays. */
  readonly chomp: string;
}

/** @returns The text of the block that begins with this row, and how many rows it takes. */
export function blockText(
  lines: readonly string[],
  row: number,
  { parent, given, isFolded, chomp }: BlockStyle,
): { readonly text: string; readonly rows: number } {
  const texts: string[] = [];
  let indent = given;
  let widest = 0;
  for (let at = row; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    const isBlank = blanks === line.length;
    if (indent === undefined && !isBlank) {
      if (line[blanks] === '\t') refuse('tab');
      if (blanks <= parent) break;
      // Blank lines before may not reach further in than the first that says something.
      if (widest > blanks) refuse('indentation');
      indent = blanks;
    }
    if (indent === undefined) widest = Math.max(widest, blanks);
    else if (!isBlank && blanks < indent) {
      if (line[blanks] === '\t') refuse('tab');
      break;
    }
    const text = indent === undefined ? '' : line.slice(indent);
    // Whether blanks at the end of a document are a line depends on a line end that readers disagree about.
    if (isBlank && line !== '' && at === lines.length - 1 && (text !== '' || chomp === '+')) refuse('unfinished');
    texts.push(text);
  }
  const end = texts.findLastIndex((text) => text !== '') + 1;
  const said = texts.slice(0, end);
  const kept = chomp === '+' ? texts.length - end : 0;
  const text = isFolded ? folded(said) : said.join('\n');
  const lineEnds = chomp === '-' ? 0 : end === 0 ? kept : kept + 1;
  return { text: text + '\n'.repeat(lineEnds), rows: texts.length };
}

/** Lines become one, blank ones between them line ends; what is indented further stays as it is. */
function folded(lines: readonly string[]): string {
  let text = '';
  let blanks = 0;
  let before: string | undefined;
  for (const line of lines) {
    if (line === '') {
      blanks += 1;
      continue;
    }
    const isKept = /^[ \t]/.test(line) || /^[ \t]/.test(before ?? '');
    if (before === undefined) text += '\n'.repeat(blanks);
    else if (isKept) text += '\n'.repeat(blanks + 1);
    else text += blanks === 0 ? ' ' : '\n'.repeat(blanks);
    text += line;
    before = line;
    blanks = 0;
  }
  return text;
}

/** Regular expressions for this take quadratic time. */
export function trimmedEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1;
  return text.slice(0, end);
}
