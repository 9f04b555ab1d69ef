/**
 * A YAML document as lines, before anything is read: bounds, characters, and where the one document begins and ends.
 * Also what goes wrong while reading, told as one word and a line, never as the text that was found there.
 */

/** Characters of a document. Docker's list has none above 10,000. */
const CHARS_MAX = 100_000;

export type YamlRefusal =
  | 'alias'
  | 'anchor'
  | 'characters'
  | 'complex_key'
  | 'directive'
  | 'duplicate_key'
  | 'empty'
  | 'escape'
  | 'indentation'
  | 'key_refused'
  | 'malformed'
  | 'several_documents'
  | 'tab'
  | 'tag'
  | 'too_deep'
  | 'too_long'
  | 'unfinished';

/** Thrown within the reader only; `readYaml` answers with its reason. */
export class YamlFault extends Error {
  readonly reason: YamlRefusal;

  constructor(reason: YamlRefusal) {
    super(reason);
    this.reason = reason;
  }
}

export function refuse(reason: YamlRefusal): never {
  throw new YamlFault(reason);
}

/** Control characters, half surrogate pairs and line ends that some take for one and some do not. */
const NOT_READ = /(?![\t\n\r])\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/u;
const BLANK = /^ *(?:#|$)/;
const MARK = /^(?:---|\.\.\.)(?:[ \t]|$)/;

/** @returns The lines between `---` and `...`, where these stand. */
export function linesOf(source: string): string[] {
  if (source.length > CHARS_MAX) refuse('too_long');
  if (NOT_READ.test(source) || !source.isWellFormed()) refuse('characters');
  const lines = source.split(/\r?\n/);
  // What ends the last line begins no other.
  if (lines.at(-1) === '') lines.pop();
  const first = lines.findIndex((line) => !BLANK.test(line));
  const opening = lines[first];
  if (opening === undefined) refuse('empty');
  if (opening.startsWith('%')) refuse('directive');
  const isMarked = MARK.test(opening);
  if (MARK.test(opening.trimStart()) && !isMarked) refuse('malformed');
  if (isMarked && !/^--- *(?: #.*)?$/.test(opening)) refuse('malformed');
  const content = isMarked ? lines.slice(first + 1) : lines;
  const end = content.findIndex((line) => MARK.test(line));
  if (end === -1) return content;
  if (!/^\.\.\. *(?: #.*)?$/.test(content[end] ?? '')) refuse('several_documents');
  if (content.slice(end + 1).some((line) => !BLANK.test(line))) refuse('several_documents');
  return content.slice(0, end);
}
