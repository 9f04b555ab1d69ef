import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings, resolveLanguage, serializeSettings } from './settings.ts';

describe('settings', () => {
  it('come back from the device as they were', () => {
    const settings = { language: 'ja', theme: 'dark', shortcuts: false } as const;
    expect(parseSettings(serializeSettings(settings))).toEqual(settings);
  });

  it.each([undefined, 'x', '{}', '{"version":1,"language":"fr","theme":"dark","shortcuts":true}'])(
    'are the defaults when %s is stored',
    (text) => {
      expect(parseSettings(text)).toEqual(DEFAULT_SETTINGS);
    },
  );

  it.each([
    ['system', ['ja-JP', 'en'], 'ja'],
    ['system', ['fr', 'en-GB'], 'en'],
    ['system', ['fr', 'ja'], 'ja'],
    ['system', [], 'en'],
    ['en', ['ja'], 'en'],
  ] as const)('resolve %s with %j to %s', (setting, preferred, language) => {
    expect(resolveLanguage(setting, preferred)).toBe(language);
  });
});
