/** Texts of the page of access in the reader's language. Every language has the same keys. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { accessEn } from './texts.en.ts';
import { accessJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof accessEn>;

export const accessText = computed<Dictionary>(() => (language.value === 'ja' ? accessJa : accessEn));
