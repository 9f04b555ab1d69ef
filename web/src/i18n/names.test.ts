import { describe, expect, it } from 'vitest';
import { firstYearOf } from './era-years.ts';
import { seriesName } from './series-names.ts';

describe('names', () => {
  it('spell the decade of an era', () => {
    expect(['80s', '90s', '00s', '10s', '20s'].map((era) => firstYearOf(era as '80s'))).toEqual([
      1980, 1990, 2000, 2010, 2020,
    ]);
  });

  it('show a series that is not listed by its words', () => {
    expect(seriesName('zelda', 'ja')).toBe('ゼルダの伝説');
    expect(seriesName('hollow-knight', 'ja')).toBe('Hollow Knight');
    expect(seriesName('shadow-of-the-colossus', 'en')).toBe('Shadow of the Colossus');
    expect(seriesName('constructor', 'en')).toBe('Constructor');
  });
});
