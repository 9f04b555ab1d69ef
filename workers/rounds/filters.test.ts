import { describe, expect, it } from 'vitest';
import questions from '../../content/questions.json';
import { parseContent } from './content.ts';
import { filtersHashOf, filtersKeyOf, normaliseFilters, parseFiltersKey } from './filters.ts';

const { facets } = parseContent(questions).manifest;

describe('filtersKeyOf', () => {
  it.each([
    [{}, '{}'],
    [{ difficulty: 'mixed', era: ['mixed'], series: ['mixed'] }, '{}'],
    [
      { series: ['zelda', 'ff', 'zelda'], era: '90s', difficulty: ['hard'] },
      '{"difficulty":"hard","era":"90s","series":["ff","zelda"]}',
    ],
    [{ series: 'dq' }, '{"series":["dq"]}'],
    [{ series: [] }, '{}'],
  ])('writes %j as %s', (input, key) => {
    expect(filtersKeyOf(normaliseFilters(input, facets))).toBe(key);
    expect(parseFiltersKey(key, facets)).toEqual(normaliseFilters(input, facets));
  });
});

describe('parseFiltersKey', () => {
  it.each([
    '',
    '[]',
    '{ }',
    '{"era":["90s"]}',
    '{"series":["zelda","ff"]}',
    '{"series":["ff","ff"]}',
    '{"era":"mixed"}',
    '{"x":1}',
  ])('takes nothing but the normal form: %j', (key) => {
    expect(parseFiltersKey(key, facets)).toBeUndefined();
  });
});

describe('filtersHashOf', () => {
  it('is the 32-bit times-31 hash that the existing storage names have', () => {
    expect(filtersHashOf('{}')).toBe('00000f62');
    expect(filtersHashOf('')).toBe('00000000');
    expect(filtersHashOf('{"difficulty":"hard","era":"90s","series":["dq","ff"]}')).toMatch(/^[0-9a-f]{8}$/);
  });
});
