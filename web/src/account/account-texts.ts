/** Texts of the account page in the reader's language. Every language has the same keys. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { accountEn } from './texts.en.ts';
import { accountJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof accountEn>;

export const accountText = computed<Dictionary>(() => (language.value === 'ja' ? accountJa : accountEn));
