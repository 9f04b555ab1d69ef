/**
 * How many records at rest each key holds. Every key of the ring is told, also with none: a command that is about to drop a
 * key must be able to tell "none" from "not known".
 */
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import { type SeriesSource, sourced } from '../kernel/metrics/sources.ts';

/** Records by key id, the keys of the ring first. @throws What a holder throws that does not answer. */
export async function sealedByKey(ring: SealingRing, holders: readonly SealedHolder[]): Promise<Map<string, number>> {
  const total = new Map(ring.keys.map(({ kid }) => [kid, 0]));
  for (const census of await Promise.all(holders.map((holder) => holder.census()))) {
    for (const [kid, records] of Object.entries(census)) total.set(kid, (total.get(kid) ?? 0) + records);
  }
  return total;
}

export function sealedSeries(ring: SealingRing | undefined, holders: readonly SealedHolder[]): SeriesSource[] {
  if (ring === undefined) return [];
  const states = new Map<string, string>(ring.keys.map(({ kid, state }) => [kid, state]));
  const read = async () =>
    [...(await sealedByKey(ring, holders))].map(([kid, records]) =>
      sourced('sealed_records', { key: states.get(kid) ?? 'unknown', kid }, records),
    );
  return [{ name: 'sealed', read }];
}
