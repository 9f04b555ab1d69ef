import { describe, expect, it } from 'vitest';
import { accessEn } from '../access/texts.en.ts';
import { accessJa } from '../access/texts.ja.ts';
import { accountEn } from '../account/texts.en.ts';
import { accountJa } from '../account/texts.ja.ts';
import { deskEn } from '../desk/texts.en.ts';
import { deskJa } from '../desk/texts.ja.ts';
import { apiEn } from '../docs/texts.en.ts';
import { apiJa } from '../docs/texts.ja.ts';
import { keyEn } from '../keys/texts.en.ts';
import { keyJa } from '../keys/texts.ja.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

function paths(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${at}:${typeof value}`];
  return Object.entries(value).flatMap(([key, entry]) => paths(entry, `${at}/${key}`));
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(Reflect.apply(value, undefined, [2, '2', '2']))];
  return Object.values(value as object).flatMap(texts);
}

describe.each([
  ['game', en, ja],
  ['API viewer', apiEn, apiJa],
  ['access page', accessEn, accessJa],
  ['account page', accountEn, accountJa],
  ['API keys', keyEn, keyJa],
  ['account and access page', deskEn, deskJa],
])('dictionaries of the %s', (_name, english, japanese) => {
  it('have equal keys and kinds', () => {
    expect(paths(japanese).toSorted()).toEqual(paths(english).toSorted());
  });

  it('have no empty text', () => {
    for (const text of [...texts(english), ...texts(japanese)]) expect(text.trim()).not.toBe('');
  });

  it('keep the languages apart', () => {
    for (const text of texts(english)) expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });
});
