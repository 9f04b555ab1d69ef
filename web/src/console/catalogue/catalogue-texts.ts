/** Texts of the catalogue in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { catalogueEn } from './texts.en.ts';
import { catalogueJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof catalogueEn>;

export const catalogueText = computed<Dictionary>(() => (language.value === 'ja' ? catalogueJa : catalogueEn));
