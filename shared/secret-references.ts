/**
 * References to secrets, as they stand in texts: `{{ bw:item:field }}`. One grammar for every provider. Pure.
 *
 *     text      = *( literal | "\{{" | reference )
 *     reference = "{{" blanks prefix 1*( ":" part ) blanks "}}"
 *     part      = 1*( any but : \ { } and what cannot be seen | "\" one of these four or a blank )
 *
 * `\{{` is two literal braces; directly before `{{` a doubled backslash is one, anywhere else a backslash is itself. Of three
 * braces in a row the last two open the reference.
 *
 * Two braces that open no reference are an error and not a literal: a slip must not end up in a server's settings as it is.
 */

/** How many parts a reference of a provider has, and what each may be. Another provider is another row. */
const PROVIDERS = {
  /** An item of a Bitwarden vault, by id or name, and one of its fields. */
  bw: [/^.{1,256}$/u, /^.{1,128}$/u],
  /** A secret of the Bitwarden Secrets Manager, by id. */
  bws: [/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  /** A secret that the operator of this service has set. */
  env: [/^[A-Z][A-Z0-9_]{0,29}$/],
} as const satisfies Record<string, readonly RegExp[]>;

export type SecretPrefix = keyof typeof PROVIDERS;
export const SECRET_PREFIXES = Object.keys(PROVIDERS) as readonly SecretPrefix[];

export interface SecretReference {
  readonly prefix: SecretPrefix;
  readonly parts: readonly string[];
}

/** Characters of a text that is looked through. */
export const TEXT_CHARS_MAX = 65_536;
/** Characters of one reference as it is written, braces included. */
export const REFERENCE_CHARS_MAX = 1024;
/** References in one text. */
export const REFERENCES_MAX = 100;

export type ReferenceFault =
  | 'text_too_long'
  | 'too_many'
  | 'not_closed'
  | 'unknown_prefix'
  | 'wrong_parts'
  | 'wrong_character'
  | 'not_a_reference';

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `at` is the index of the character where the wrong reference begins or goes wrong, from 0. */
  | { readonly ok: false; readonly fault: ReferenceFault; readonly at: number };

/** What a text is made of: literals, unescaped, and references. */
export type TextPart = string | SecretReference;

/** Backslashes and braces in a row: where escapes can be needed. */
const ESCAPABLE = /(\\*)(\{+)/g;
const RESERVED = new Set([':', '\\', '{', '}']);
/**
 * Controls, ends of lines, halves of characters, and what makes a name look like another one: marks of direction, joiners
 * and fillers of no width. An item whose name has such a character is referred to by its id.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f/u;

/** Takes a text apart. Neighbouring literals are one part; an empty text has no parts. */
export function parseText(text: string): Parsed<readonly TextPart[]> {
  if (text.length > TEXT_CHARS_MAX) return { ok: false, fault: 'text_too_long', at: TEXT_CHARS_MAX };
  const parts: TextPart[] = [];
  let literal = '';
  let from = 0;
  let references = 0;
  for (let found = nextOpen(text, 0); found !== undefined; found = nextOpen(text, from)) {
    literal += text.slice(from, found.at) + '\\'.repeat(found.slashes >> 1);
    const braces = found.at + found.slashes;
    if (found.slashes % 2 === 1) {
      literal += '{{';
      from = braces + 2;
      continue;
    }
    if (text[braces + 2] === '{') {
      literal += '{';
      from = braces + 1;
      continue;
    }
    const scanned = scan(text, braces);
    if (!scanned.ok) return scanned;
    references += 1;
    if (references > REFERENCES_MAX) return { ok: false, fault: 'too_many', at: braces };
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(scanned.value.reference);
    from = scanned.value.end;
  }
  literal += text.slice(from);
  if (literal !== '') parts.push(literal);
  return { ok: true, value: parts };
}

/** Parses a text that is one reference and nothing else. */
export function parseReference(text: string): Parsed<SecretReference> {
  if (!text.startsWith('{{')) return { ok: false, fault: 'not_a_reference', at: 0 };
  const scanned = scan(text, 0);
  if (!scanned.ok) return scanned;
  const { reference, end } = scanned.value;
  return end === text.length ? { ok: true, value: reference } : { ok: false, fault: 'not_a_reference', at: end };
}

/** The references in a text, each once, in the order of their first place. */
export function findReferences(text: string): Parsed<readonly SecretReference[]> {
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  return { ok: true, value: uniqueReferences(parsed.value.filter((part) => typeof part !== 'string')) };
}

export function uniqueReferences(references: Iterable<SecretReference>): readonly SecretReference[] {
  return [...new Map([...references].map((reference) => [formatReference(reference), reference])).values()];
}

/** Writes a reference in its one canonical form: two that mean the same are the same text. */
export function formatReference({ prefix, parts }: SecretReference): string {
  return `{{ ${[prefix, ...parts.map(escapePart)].join(':')} }}`;
}

/** Writes a text out of its parts. */
export function formatText(parts: readonly TextPart[]): string {
  return parts
    .map((part, at) =>
      typeof part === 'string' ? escapeLiteral(part, typeof parts[at + 1] === 'object') : formatReference(part),
    )
    .join('');
}

/**
 * Writes a literal so that it stays one.
 *
 * @param isBeforeReference Whether a reference follows directly: its braces count as well.
 */
export function escapeLiteral(literal: string, isBeforeReference = false): string {
  const text = isBeforeReference ? `${literal}{{` : literal;
  const escaped = text.replace(ESCAPABLE, (run: string, slashes: string, braces: string, at: number) => {
    if (braces.length < 2) return run;
    const isLast = isBeforeReference && at + run.length === text.length;
    const literals = braces.length - (isLast ? 2 : 0);
    const pairs = '\\{{'.repeat(literals >> 1);
    return slashes + slashes + pairs + '{'.repeat(literals % 2) + (isLast ? '{{' : '');
  });
  return isBeforeReference ? escaped.slice(0, -2) : escaped;
}

function nextOpen(text: string, from: number): { readonly at: number; readonly slashes: number } | undefined {
  const braces = text.indexOf('{{', from);
  if (braces === -1) return undefined;
  let at = braces;
  while (at > from && text[at - 1] === '\\') at -= 1;
  return { at, slashes: braces - at };
}

/** Reads the reference whose braces open at `open`. Linear: every character is looked at once. */
function scan(text: string, open: number): Parsed<{ readonly reference: SecretReference; readonly end: number }> {
  const fault = (name: ReferenceFault, at: number) => ({ ok: false, fault: name, at }) as const;
  const words: string[] = [''];
  /** Length of the last word without the blanks at its end that were not escaped. */
  let solid = 0;
  let at = skipBlanks(text, open + 2);
  while (true) {
    if (at >= text.length || at - open > REFERENCE_CHARS_MAX - 2) return fault('not_closed', open);
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const last = words.length - 1;
    if (text.startsWith('}}', at)) {
      words[last] = (words[last] ?? '').slice(0, solid);
      const [prefix = '', ...parts] = words;
      if (!isPrefix(prefix)) return fault('unknown_prefix', open);
      const rules: readonly RegExp[] = PROVIDERS[prefix];
      if (parts.length !== rules.length || !parts.every((part, nth) => rules[nth]?.test(part)))
        return fault('wrong_parts', open);
      return { ok: true, value: { reference: { prefix, parts }, end: at + 2 } };
    }
    if (character === ':') {
      words.push('');
      solid = 0;
      at += 1;
    } else if (character === '\\') {
      const next = text[at + 1] ?? '';
      if (!RESERVED.has(next) && next !== ' ') return fault('wrong_character', at);
      words[last] += next;
      solid = (words[last] ?? '').length;
      at += 2;
    } else if (RESERVED.has(character) || UNSEEN.test(character)) {
      return fault('wrong_character', at);
    } else {
      words[last] += character;
      if (character !== ' ') solid = (words[last] ?? '').length;
      at += character.length;
    }
  }
}

function escapePart(part: string): string {
  const escaped = part.replaceAll(/[:\\{}]/g, '\\$&');
  // Blanks at the end are not taken for the blank before the braces.
  return escaped.replace(/ +$/, (blanks) => blanks.replaceAll(' ', '\\ '));
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

function isPrefix(word: string): word is SecretPrefix {
  return Object.hasOwn(PROVIDERS, word);
}
