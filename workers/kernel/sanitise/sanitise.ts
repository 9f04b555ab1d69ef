/**
 * Makes a text fit for a log or an answer: secrets are hidden, those that were resolved here (watched-secrets.ts) and those
 * that look like one (shared/secret-search.ts), in plain and in the encodings that both know.
 *
 * It hides; it does not judge whether something should have been said at all.
 */

import { type Finding, findSecrets } from '../../../shared/secret-search.ts';
import { findInViews } from '../../../shared/text-views.ts';
import { KEPT_CHARS_MAX, TEXT_CHARS_MAX } from './sanitise.constants.ts';
import { noteFailure, noteHidden } from './tally.ts';
import { watchedSecrets } from './watched-secrets.ts';

/** What cannot hold anything: ids, patterns of routes, names of events and states. With digits, a long name could be a token. */
const HARMLESS =
  /^(?:[a-z][a-z_]{0,40}|[a-z][a-z0-9_]{0,15}|[A-Z]{3,7}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:\/[a-z:_]{1,24}){1,8})$/;

/** @returns The text with `[hidden:<kind>]` in the place of each secret, at most `KEPT_CHARS_MAX` characters. */
export function sanitise(text: string): string {
  if (text === '' || (HARMLESS.test(text) && watchedSecrets.size === 0)) return text;
  const isCut = text.length > TEXT_CHARS_MAX;
  const searched = isCut ? text.slice(0, TEXT_CHARS_MAX) : text;
  const found = findInViews(searched, findAll);
  // Counted in what was there: however much is hidden, the end of what was looked through does not move up.
  const clean = hide(searched, found, isCut ? KEPT_CHARS_MAX : searched.length);
  return clean.length > KEPT_CHARS_MAX || isCut ? `${clean.slice(0, KEPT_CHARS_MAX)}…` : clean;
}

/** The same for a text that is wanted whole, such as what a program said. Whoever hands it over has bounded it. */
export function sanitiseWhole(text: string): string {
  return hide(text, findInViews(text, findAll), text.length);
}

/** What stands for a value whose name alone means a secret. */
export function hideNamed(value: string): string {
  if (value === '') return value;
  noteHidden('named_secret');
  return '[hidden:named_secret]';
}

/** @param instead What is told in the place of a text that could not be made safe. */
export function sanitiseOr(instead: string, text: string): string {
  try {
    return sanitise(text);
  } catch {
    noteFailure();
    return instead;
  }
}

function findAll(text: string): readonly Finding[] {
  const shaped = findSecrets(text);
  const watched = watchedSecrets.find(text);
  return watched.length === 0 ? shaped : [...watched.map((range) => ({ ...range, kind: 'watched_secret' })), ...shaped];
}

function hide(text: string, found: readonly Finding[], until: number): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, kind } of joined(found)) {
    if (start >= until) break;
    parts.push(text.slice(from, start), `[hidden:${kind}]`);
    from = end;
    noteHidden(kind);
  }
  return parts.join('') + text.slice(from, until);
}

/** In order, overlapping ones as one; its kind is that of the first. */
function joined(found: readonly Finding[]): Finding[] {
  const result: Finding[] = [];
  for (const finding of found.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1);
    if (last === undefined || finding.start >= last.end) result.push(finding);
    else if (finding.end > last.end) result[result.length - 1] = { ...last, end: finding.end };
  }
  return result;
}
