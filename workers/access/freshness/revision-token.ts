/**
 * What a write answers so that a later check can ask for "at least as fresh as this": the revision of the policies, or a
 * subject and its epoch. Opaque to callers, and no secret: whoever makes one up can only ask for more freshness than there
 * is, which costs the check a question to the counter and changes no answer.
 */
import * as z from 'zod';
import type { Subject } from '../../kernel/principal.ts';
import type { Demand } from './freshness.ts';

const FORM = /^rt1\.([A-Za-z0-9_-]{2,2800})$/;

const payload = z.union([
  z.strictObject({ p: z.int().min(0) }),
  z.strictObject({ t: z.string().min(1).max(64), i: z.string().min(1).max(256), e: z.int().min(0) }),
]);

export interface Revision {
  /** Revision of roles and policies. */
  readonly policies?: number;
  readonly subject?: { readonly subject: Subject; readonly epoch: number };
}

/** Token of a change of roles or policies. */
export function policiesToken(revision: number): string {
  return encode({ p: revision });
}

/** Token of a change that concerns one subject. */
export function subjectToken({ type, id }: Subject, epoch: number): string {
  return encode({ t: type, i: id, e: epoch });
}

/** @returns What the token names, or undefined when it is none of ours. */
export function parseRevisionToken(text: string): Revision | undefined {
  const [, encoded = ''] = FORM.exec(text) ?? [];
  const parsed = payload.safeParse(decode(encoded));
  if (!parsed.success) return undefined;
  if ('p' in parsed.data) return { policies: parsed.data.p };
  const { t: type, i: id, e: epoch } = parsed.data;
  return { subject: { subject: { type, id }, epoch } };
}

/** What a token asks of a check about a subject; a change of another subject asks nothing of it. */
export function demandsOf(
  { policies, subject: changed }: Revision,
  { type, id }: Subject,
): { readonly policies: Demand; readonly subject: Demand } {
  const isSame = changed?.subject.type === type && changed.subject.id === id;
  return {
    policies: policies === undefined ? 'bounded' : { atLeast: policies },
    subject: isSame ? { atLeast: changed.epoch } : 'bounded',
  };
}

function encode(value: z.input<typeof payload>): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `rt1.${bytes.toBase64({ alphabet: 'base64url', omitPadding: true })}`;
}

function decode(encoded: string): unknown {
  try {
    const bytes = Uint8Array.fromBase64(encoded, { alphabet: 'base64url' });
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
