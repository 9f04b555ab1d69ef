/**
 * The key of a cached decision: a digest over everything that the decision depends on. Every part stands behind its length,
 * so no two different questions have the same text, however their parts are chosen.
 *
 * The epoch of the subject and the revision of the policies are parts: when one of them steps, no old key is asked for again.
 */
import type { DecisionRequest, Json } from '../policies/model.ts';

interface KeyFacts {
  readonly epoch: number;
  readonly revision: number;
  /** Whether any policy looks at addresses: if so, no decision is shared between two of them. */
  readonly usesAddress: boolean;
}

/** Changes with the meaning or the order of the parts. */
const VERSION = 'decision/1';
const utf8 = new TextEncoder();

/**
 * @returns SHA-256 as base64url.
 * @throws RangeError for a text with half a character in it: all of those would be the same bytes.
 */
export async function decisionKey(request: DecisionRequest, facts: KeyFacts): Promise<string> {
  const { subject, action, resource, context, credentialRoles = [], address } = request;
  const bytes = lengthPrefixed([
    VERSION,
    String(facts.revision),
    subject.type,
    subject.id,
    String(facts.epoch),
    action.name,
    resource.type,
    resource.id,
    canonical([subject.properties, action.properties, resource.properties, context].map((part) => part ?? null)),
    canonical([...new Set(credentialRoles)].sort()),
    facts.usesAddress ? `at ${address ?? ''}` : '',
  ]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return digest.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Every part as its length in bytes (32 bits) and its UTF-8. */
export function lengthPrefixed(parts: readonly string[]): Uint8Array<ArrayBuffer> {
  const encoded = parts.map((part) => {
    if (!part.isWellFormed()) throw new RangeError('a text with an unpaired surrogate');
    return utf8.encode(part);
  });
  const bytes = new Uint8Array(encoded.reduce((size, part) => size + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of encoded) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

/** JSON with sorted members, so that the order in which a caller writes them makes no other key. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join()}]`;
  const members = value as Readonly<Record<string, Json>>;
  const names = Object.keys(members).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(members[name] ?? null)}`).join()}}`;
}
