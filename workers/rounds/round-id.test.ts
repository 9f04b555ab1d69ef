import { describe, expect, it } from 'vitest';
import { ledgerPlaceOf, newRoundId } from './round-id.ts';

describe('newRoundId', () => {
  it('is a version 8 UUID that names region and shard', () => {
    const id = newRoundId({ continent: 'AS', longitude: '139.7' }, 8);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ledgerPlaceOf(id)).toMatchObject({ region: 'apac' });
    expect(ledgerPlaceOf(id)?.name).toMatch(/^apac-[0-7]$/);
  });

  it.each([
    [{ continent: 'NA', longitude: '-122.3' }, 'wnam'],
    [{ continent: 'NA', longitude: '-74.0' }, 'enam'],
    [{ continent: 'SA' }, 'sam'],
    [{ continent: 'EU', longitude: '2.3' }, 'weur'],
    [{ continent: 'EU', longitude: '30.5' }, 'eeur'],
    [{ continent: 'AS', longitude: '55.3' }, 'me'],
    [{ continent: 'AF' }, 'afr'],
    [{ continent: 'OC' }, 'oc'],
    [{}, 'weur'],
    [{ continent: 'AN', longitude: 'x' }, 'weur'],
  ])('places %j in %s', (whereabouts, region) => {
    expect(ledgerPlaceOf(newRoundId(whereabouts, 1))).toEqual({ name: `${region}-0`, region });
  });

  it('spreads rounds over all shards evenly and never repeats an id', () => {
    const ids = Array.from({ length: 16_000 }, () => newRoundId({}, 16));
    expect(new Set(ids).size).toBe(ids.length);
    const counts = Map.groupBy(ids, (id) => ledgerPlaceOf(id)?.name);
    expect(counts.size).toBe(16);
    for (const group of counts.values()) expect(Math.abs(group.length - 1000)).toBeLessThan(6 * Math.sqrt(1000));
  });
});

describe('ledgerPlaceOf', () => {
  it.each(['', 'x', 'ff000000-0000-8000-8000-000000000000', '00000000-0000-4000-8000-000000000000'])(
    'knows no place for %j',
    (text) => {
      expect(ledgerPlaceOf(text)).toBeUndefined();
    },
  );

  it('finds the place of a round after the number of shards has shrunk', () => {
    expect(ledgerPlaceOf('05000700-0000-8000-8000-000000000000')).toEqual({ name: 'apac-7', region: 'apac' });
  });
});
