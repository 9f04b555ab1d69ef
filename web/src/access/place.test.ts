import { describe, expect, it } from 'vitest';
import { parsePlace, placeHash, SECTIONS } from './place.ts';

describe('the place on the page', () => {
  it.each(SECTIONS)('%s can be linked to', (section) => {
    expect(parsePlace(placeHash(section))).toEqual({ section, names: [] });
  });

  it.each([
    ['user', 'dev:ann'],
    ['a/b', '%2F#?'],
    ['日本', ' '],
  ])('names come back as they were: %j %j', (type, id) => {
    expect(parsePlace(placeHash('subjects', type, id))).toEqual({ section: 'subjects', names: [type, id] });
  });

  it.each(['', '#', '#main', '#constructor', '#%', '#roles%'])('what is no place leads to the first: %j', (hash) => {
    expect(parsePlace(hash)).toEqual({ section: 'subjects', names: [] });
  });
});
