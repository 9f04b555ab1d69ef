/** References in a text that somebody types. Pure. */
import {
  findReferences,
  formatReference,
  parseReference,
  type ReferenceFault,
  type SecretPrefix,
} from '../../../../shared/secret-references.ts';

export type Looked =
  | { readonly ok: true; readonly references: readonly string[] }
  /** `at` counts from 1, as people do. */
  | { readonly ok: false; readonly fault: ReferenceFault; readonly at: number };

export function referencesIn(text: string): Looked {
  const found = findReferences(text);
  if (!found.ok) return { ok: false, fault: found.fault, at: found.at + 1 };
  return { ok: true, references: found.value.map(formatReference) };
}

/** Puts a chosen reference into a text: in the place of a reference that is all there is, else at the end. */
export function withReference(text: string, prefix: SecretPrefix, parts: readonly string[]): string {
  const chosen = formatReference({ prefix, parts });
  return text.trim() === '' || parseReference(text.trim()).ok ? chosen : `${text}${chosen}`;
}
