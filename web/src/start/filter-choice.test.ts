import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../shared/rounds.schema.ts';
import {
  fitToManifest,
  OPEN_CHOICE,
  parseChoice,
  roundSize,
  sameFilters,
  serializeChoice,
  toFilters,
  toggleSeries,
} from './filter-choice.ts';

const manifest: Manifest = {
  schema_version: 2,
  modes: [{ id: 'm', title: 'M', defaultTotal: 10, locale: 'ja' }],
  facets: { difficulty: ['easy', 'mixed'], era: ['80s', 'mixed'], series: ['zelda', 'mixed'] },
  features: { inlinePlaybackDefault: false, imageProxyEnabled: false },
};
const narrow = { difficulty: 'easy', era: '80s', series: ['zelda'], size: 5 } as const;

describe('filter choice', () => {
  it('comes back from the device as it was', () => {
    expect(parseChoice(serializeChoice(narrow))).toEqual(narrow);
  });

  it.each([undefined, '', '{"version":2}', '{"version":1,"difficulty":"x","era":"mixed","series":[],"size":5}'])(
    'is open when %s is stored',
    (text) => {
      expect(parseChoice(text)).toEqual(OPEN_CHOICE);
    },
  );

  it('drops what the manifest does not offer', () => {
    const choice = { difficulty: 'hard', era: '90s', series: ['zelda', 'gone'], size: 7 } as const;
    expect(fitToManifest(choice, manifest)).toEqual({ difficulty: 'mixed', era: 'mixed', series: ['zelda'], size: 10 });
  });

  it('sends open facets as nothing', () => {
    expect(toFilters(OPEN_CHOICE)).toEqual({});
    expect(toFilters(narrow)).toEqual({ difficulty: 'easy', era: '80s', series: ['zelda'] });
  });

  it('takes the filters of a played round', () => {
    expect(sameFilters({ era: '90s', series: ['ff'] })).toEqual({ era: '90s', series: ['ff'] });
    expect(sameFilters({})).toEqual({});
  });

  it('adds and takes away a series', () => {
    const added = toggleSeries(OPEN_CHOICE, 'zelda');
    expect(added.series).toEqual(['zelda']);
    expect(toggleSeries(added, 'zelda').series).toEqual([]);
  });

  it('asks for no more questions than there are', () => {
    expect(roundSize({ ...OPEN_CHOICE, size: 20 }, 7)).toBe(7);
    expect(roundSize({ ...OPEN_CHOICE, size: 5 }, 7)).toBe(5);
  });
});
