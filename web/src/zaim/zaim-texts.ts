/** Texts of the page of the Zaim accounts in the reader's language. Every language has the same keys. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { zaimEn } from './texts.en.ts';
import { zaimJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof zaimEn>;

export const zaimText = computed<Dictionary>(() => (language.value === 'ja' ? zaimJa : zaimEn));
