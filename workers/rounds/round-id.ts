/**
 * Round ids. An id names the ledger object that keeps the round, so that any isolate anywhere finds it without a look-up
 * and the number of objects can change while rounds are under way.
 *
 * Form: UUID version 8 (RFC 9562 §5.8, own layout): byte 0 = region, bytes 1–2 = shard, the rest random (98 bits).
 */

/** Durable Object location hints; the position is part of the id, so only ever append. */
const REGIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;
type Region = (typeof REGIONS)[number];

export interface LedgerPlace {
  /** Name of the ledger object. */
  readonly name: string;
  /** Where the object is created when it does not exist yet. */
  readonly region: Region;
}

/** The part of `request.cf` that tells where a player is. */
export interface Whereabouts {
  readonly continent?: string | undefined;
  /** Degrees east, as decimal text. */
  readonly longitude?: string | undefined;
}

/** Makes the id of a new round near the player, on one of `shards` objects of the region. */
export function newRoundId(whereabouts: Whereabouts, shards: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const shard = view.getUint16(1) % shards;
  view.setUint8(0, REGIONS.indexOf(regionOf(whereabouts)));
  view.setUint16(1, shard);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x80);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Reads the ledger place out of a round id, or undefined when the text is not one of our ids. */
export function ledgerPlaceOf(roundId: string): LedgerPlace | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(roundId)) return undefined;
  const region = REGIONS[Number.parseInt(roundId.slice(0, 2), 16)];
  if (region === undefined) return undefined;
  return { name: `${region}-${Number.parseInt(roundId.slice(2, 6), 16)}`, region };
}

function regionOf({ continent, longitude }: Whereabouts): Region {
  const east = Number(longitude ?? 0);
  switch (continent) {
    case 'NA':
      return east < -100 ? 'wnam' : 'enam';
    case 'SA':
      return 'sam';
    case 'AF':
      return 'afr';
    case 'OC':
      return 'oc';
    case 'EU':
      return east < 20 ? 'weur' : 'eeur';
    case 'AS':
      return east < 60 ? 'me' : 'apac';
    default:
      return 'weur';
  }
}
