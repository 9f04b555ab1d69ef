/** From what stands in the form to the request for a key. Pure. */
import type { KeyOwner } from '../../../shared/api-keys.schema.ts';
import type { NewKey } from './keys-api.ts';

/** Days for which a key can be made here, all within what the server allows. Every key has an end. */
export const KEY_DAYS = ['7', '30', '90', '365'] as const;
/** Hours for which an old key may go on beside the new one. */
export const OVERLAP_HOURS = ['0', '1', '24', '168'] as const;

export interface KeyDraft {
  readonly name: string;
  /** Separated by spaces, commas or lines. */
  readonly scopes: string;
  readonly days: (typeof KEY_DAYS)[number];
}

export const BLANK_KEY: KeyDraft = { name: '', scopes: '', days: '90' };

export function newKey({ name, scopes, days }: KeyDraft, owner?: KeyOwner): NewKey {
  const listed = scopes.split(/[\s,]+/).filter((scope) => scope !== '');
  return {
    name: name.trim(),
    scopes: [...new Set(listed)],
    expires_in_days: Number(days),
    ...(owner !== undefined && { owner }),
  };
}
