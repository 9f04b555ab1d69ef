/** An item as `bw serve` sends it, as far as it is read, and the fields that a reference may name. */
import * as z from 'zod';
import { FIELDS_MAX } from '../../../../shared/secrets.schema.ts';
import type { VaultItem } from '../source.ts';

const text = z.string().nullish();

export const bitwardenItem = z.object({
  id: z.string(),
  name: z.string(),
  /** 1 login, 2 secure note, 3 card, 4 identity, 5 SSH key. */
  type: z.number().nullish(),
  notes: text,
  login: z
    .object({
      username: text,
      password: text,
      totp: text,
      uris: z.array(z.object({ uri: text })).nullish(),
    })
    .nullish(),
  fields: z.array(z.object({ name: text, value: text })).nullish(),
});
export type BitwardenItem = z.infer<typeof bitwardenItem>;

/**
 * The value of a field: the five names of the earlier console first, then the item's own fields, by name.
 *
 * @returns undefined when the item has no such field.
 */
export function fieldOf(item: BitwardenItem, field: string): string | undefined {
  const known = WELL_KNOWN.get(field)?.(item);
  return (known ?? item.fields?.find(({ name }) => name === field)?.value) || undefined;
}

const WELL_KNOWN: ReadonlyMap<string, (item: BitwardenItem) => string | null | undefined> = new Map([
  ['password', ({ login }) => login?.password],
  ['username', ({ login }) => login?.username],
  // The seed and not a code of the moment: what reads it makes its own codes.
  ['totp', ({ login }) => login?.totp],
  ['notes', ({ notes }) => notes],
  ['uri', ({ login }) => login?.uris?.[0]?.uri],
]);

/** What a person may see of an item to choose from: no value. */
export function shownItem(item: BitwardenItem): VaultItem {
  const own = (item.fields ?? []).flatMap(({ name }) => name || []);
  const known = [...WELL_KNOWN.keys()].filter((field) => WELL_KNOWN.get(field)?.(item));
  return {
    id: item.id,
    name: item.name,
    fields: [...new Set([...known, ...own])].slice(0, FIELDS_MAX),
    type: item.type === null || item.type === undefined ? undefined : String(item.type),
  };
}
