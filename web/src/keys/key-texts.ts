/** Texts about API keys in the reader's language. Every language has the same keys. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { keyEn } from './texts.en.ts';
import { keyJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof keyEn>;

export const keyText = computed<Dictionary>(() => (language.value === 'ja' ? keyJa : keyEn));
