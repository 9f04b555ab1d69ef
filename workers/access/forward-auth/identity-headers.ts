/**
 * Who was let in, as headers for the service behind a proxy. All of them are always there and never empty: a proxy that
 * copies only what it gets would otherwise pass on what a client has made up.
 */
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { IDENTITY_CHARS_MAX, SUBJECT_ID_HEADER_CHARS_MAX } from './forward-auth.constants.ts';

/** Stands for "none": no role, scope or id looks like this. */
const NONE = '-';
const utf8 = new TextEncoder();

/** Names and values; values are visible ASCII, everything else and `%` percent-encoded as UTF-8. */
export function identityHeaders({ subject, roles, scopes, credential }: Principal): Readonly<Record<string, string>> {
  return {
    'X-Auth-Subject': whole(subject.id),
    'X-Auth-Subject-Type': whole(subject.type),
    'X-Auth-Roles': list(roles, ','),
    'X-Auth-Scopes': list(scopes, ' '),
    'X-Auth-Credential': credential,
  };
}

/** @throws AppError `forbidden` for an id that does not fit: half of it would be somebody else's. */
function whole(text: string): string {
  const value = encode(text);
  if (value.length > SUBJECT_ID_HEADER_CHARS_MAX || !text.isWellFormed()) {
    throw new AppError('forbidden', { details: { reason: 'identity' } });
  }
  return value === NONE ? encodeAll(value) : value;
}

/** As many as fit: whoever has fewer rights than told may do less, never more. */
function list(items: readonly string[], separator: string): string {
  let value = '';
  for (const item of items) {
    const longer = value === '' ? encode(item) : `${value}${separator}${encode(item)}`;
    if (longer.length > IDENTITY_CHARS_MAX) break;
    value = longer;
  }
  return value === '' ? NONE : value;
}

function encode(text: string): string {
  return text.replaceAll(/[^!-~]|[%,]/gu, encodeAll);
}

function encodeAll(text: string): string {
  return [...utf8.encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
