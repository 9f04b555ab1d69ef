/** Loads the API description that the build put beside the page, and keeps what answers taught us. */
import { signal } from '@preact/signals';
import { type ApiDocument, objectAt, readApiDocument } from './openapi.ts';

export type Loading =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'loaded'; readonly document: ApiDocument };

export const loading = signal<Loading>({ kind: 'loading' });

export async function loadDocument(): Promise<void> {
  loading.value = { kind: 'loading' };
  try {
    const response = await fetch('/openapi.json');
    if (!response.ok) throw new Error(`status ${response.status}`);
    loading.value = { kind: 'loaded', document: readApiDocument(await response.json()) };
  } catch {
    loading.value = { kind: 'failed' };
  }
}

/** Text members of the latest answers by name, to fill into the next example. */
export const knownMembers = signal<ReadonlyMap<string, string>>(new Map());

/** The credential that somebody typed, for all operations of this page. Never kept beyond it. */
export const credential = signal('');

export function learnFrom(answer: unknown): void {
  const members = Object.entries(objectAt(answer)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (members.length > 0) knownMembers.value = new Map([...knownMembers.peek(), ...members]);
}
