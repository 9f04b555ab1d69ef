/** What the player may set, its stored form, and what "system" means. Pure. */
import { booleanOf, closedObject, integerOf, oneOf, readJson } from '../storage/shape.ts';

export const LANGUAGES = ['en', 'ja'] as const;
export const LANGUAGE_SETTINGS = ['system', 'ja', 'en'] as const;
export const THEME_SETTINGS = ['system', 'light', 'dark'] as const;

export type Language = (typeof LANGUAGES)[number];

export interface Settings {
  readonly language: (typeof LANGUAGE_SETTINGS)[number];
  readonly theme: (typeof THEME_SETTINGS)[number];
  /** Single keys answer (1–4) and skip (S). Off for people whose input method types letters by accident. */
  readonly shortcuts: boolean;
}

export const DEFAULT_SETTINGS: Settings = { language: 'system', theme: 'system', shortcuts: true };

export function parseSettings(text: string | undefined): Settings {
  return readJson(text, readSettings) ?? DEFAULT_SETTINGS;
}

export function serializeSettings(settings: Settings): string {
  return JSON.stringify({ version: 1, ...settings });
}

function readSettings(value: unknown): Settings {
  const it = closedObject(value, ['version', 'language', 'theme', 'shortcuts']);
  integerOf(it.version, 1, 1);
  return {
    language: oneOf(it.language, LANGUAGE_SETTINGS),
    theme: oneOf(it.theme, THEME_SETTINGS),
    shortcuts: booleanOf(it.shortcuts),
  };
}

/** The first language of the browser that we speak, else English. */
export function resolveLanguage(setting: Settings['language'], preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const spoken = LANGUAGES.find((language) => language === primary);
    if (spoken) return spoken;
  }
  return 'en';
}
