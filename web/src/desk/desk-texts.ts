/** Texts that the account and the access page have in common. Every language has the same keys. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { deskEn } from './texts.en.ts';
import { deskJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof deskEn>;

export const deskText = computed<Dictionary>(() => (language.value === 'ja' ? deskJa : deskEn));
