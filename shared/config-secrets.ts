/**
 * Finds secrets where settings are written. Settings are stored and shown; a secret among them is refused, and a reference
 * takes its place. Pure: the Worker refuses with it, and the page warns while somebody types.
 *
 * Known formats are always refused. What is judged by its name or by how random it looks may be marked as harmless:
 * `{ "value": "…", "not_secret": true }`.
 */

import { isSecretName } from './secret-names.ts';
import { parseText } from './secret-references.ts';
import { findSecrets } from './secret-search.ts';
import { findInViews } from './text-views.ts';

export const SECRET_REASONS = ['known_format', 'secret_name', 'looks_random'] as const;
export type SecretReason = (typeof SECRET_REASONS)[number];

export interface SecretFault {
  /** RFC 6901 JSON Pointer to the value. */
  readonly pointer: string;
  readonly reason: SecretReason;
}

/** Values that say whether rather than what: `AUTH=none`. */
const SWITCHES =
  /^(?:|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|basic|bearer|oauth2?|oidc|jwt)$/i;
/** Names of what looks random by nature and is public. */
const HARMLESS_NAMES =
  /(?:hash|digest|sha\d*|md5|checksum|commit|revision|etag|fingerprint|integrity|uuid|guid|id|version|tag|image|nonce_size)$/i;
const DIGEST_BEFORE = /(?:sha(?:256|384|512)[:-])$/i;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RUN = /[A-Za-z0-9+_-]{20,}/g;
/** Changes between small letters, capitals and digits, per character. Words have few, random texts six of ten, hexadecimal half. */
const CHANGES_MIN = 0.24;
/** `camelCaseNames` have two of ten. */
const CHANGES_WITHOUT_DIGITS_MIN = 0.35;
/** Bits per character (Shannon) of the text itself; 20 random characters have about four. */
const ENTROPY_MIN = 3;
const DEPTH_MAX = 12;
const FLAG = /^--?[A-Za-z][\w.-]*$/;

/** @param pointer Where the value stands in the request. */
export function secretsIn(value: unknown, pointer = ''): SecretFault[] {
  return [...walk(value, pointer, '', DEPTH_MAX)];
}

/** Whether one value looks like a secret, and why. */
export function secretReason(name: string, value: string, isMarked = false): SecretReason | undefined {
  const text = literalsOf(value);
  const found = findInViews(text, findSecrets);
  if (found.some(({ kind }) => kind !== 'named_secret')) return 'known_format';
  if (isMarked) return undefined;
  if (found.length > 0 || (isSecretName(name) && !SWITCHES.test(text.trim()))) return 'secret_name';
  return !HARMLESS_NAMES.test(name) && looksRandom(text) ? 'looks_random' : undefined;
}

function* walk(value: unknown, pointer: string, name: string, depth: number): Generator<SecretFault> {
  if (typeof value === 'string') {
    const reason = secretReason(name, value);
    if (reason !== undefined) yield { pointer, reason };
  } else if (typeof value === 'number' && isSecretName(name)) {
    yield { pointer, reason: 'secret_name' };
  } else if (typeof value === 'object' && value !== null) {
    // Deeper than any of our schemas lets in.
    if (depth === 0) throw new Error('settings are nested too deeply');
    yield* Array.isArray(value) ? walkList(value, pointer, name, depth) : walkMembers(value, pointer, name, depth);
  }
}

/** @yields What `["--token", "x"]` and `["TOKEN=x"]` hold: in lists the name stands before the value. */
function* walkList(list: readonly unknown[], pointer: string, name: string, depth: number): Generator<SecretFault> {
  for (const [at, item] of list.entries()) {
    const before = list[at - 1];
    const flag = typeof before === 'string' && FLAG.test(before) ? before.replace(/^-+/, '') : undefined;
    const [, ofItem, rest] = (typeof item === 'string' ? /^-{0,2}([\w.-]{1,128})=([\s\S]*)$/.exec(item) : null) ?? [];
    if (ofItem !== undefined && rest !== undefined) yield* walk(rest, `${pointer}/${at}`, ofItem, depth - 1);
    else if (typeof item === 'string' && FLAG.test(item)) yield* walk(item, `${pointer}/${at}`, '', depth - 1);
    else yield* walk(item, `${pointer}/${at}`, flag ?? name, depth - 1);
  }
}

function* walkMembers(members: object, pointer: string, name: string, depth: number): Generator<SecretFault> {
  const { value, not_secret: mark } = members as { value?: unknown; not_secret?: unknown };
  if (mark === true && typeof value === 'string') {
    const reason = secretReason(name, value, true);
    if (reason !== undefined) yield { pointer: `${pointer}/value`, reason };
    return;
  }
  // `{ "name": "TOKEN", "value": "x" }`, as lists of variables are often written.
  const named = (members as { name?: unknown }).name;
  for (const [member, inside] of Object.entries(members)) {
    const at = `${pointer}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (secretReason('', member, true) !== undefined) yield { pointer, reason: 'known_format' };
    yield* walk(inside, at, member === 'value' && typeof named === 'string' ? named : member, depth - 1);
  }
}

/** What stands around references. A text that cannot be read is judged as it stands. */
function literalsOf(value: string): string {
  const parsed = parseText(value);
  return parsed.ok ? parsed.value.filter((part) => typeof part === 'string').join(' ') : value;
}

function looksRandom(text: string): boolean {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (UUID.test(run) || DIGEST_BEFORE.test(text.slice(Math.max(0, index - 8), index))) continue;
    const changesMin = /[0-9]/.test(run) ? CHANGES_MIN : CHANGES_WITHOUT_DIGITS_MIN;
    if (/[A-Za-z]/.test(run) && changesOf(run) >= changesMin && entropyOf(run) >= ENTROPY_MIN) return true;
  }
  return false;
}

/** Signs between words are no change. */
function changesOf(run: string): number {
  let changes = 0;
  let before: string | undefined;
  for (const character of run) {
    const kind = classOf(character);
    if (before !== undefined && kind !== undefined && kind !== before) changes += 1;
    before = kind ?? before;
  }
  return changes / run.length;
}

function classOf(character: string): 'digit' | 'upper' | 'lower' | undefined {
  if (character >= '0' && character <= '9') return 'digit';
  if (character >= 'A' && character <= 'Z') return 'upper';
  return character >= 'a' && character <= 'z' ? 'lower' : undefined;
}

function entropyOf(run: string): number {
  const counts = new Map<string, number>();
  for (const character of run) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / run.length) * Math.log2(count / run.length), 0);
}
