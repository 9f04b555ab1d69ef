/** Texts of the secrets in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { secretsEn } from './texts.en.ts';
import { secretsJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof secretsEn>;

export const secretsText = computed<Dictionary>(() => (language.value === 'ja' ? secretsJa : secretsEn));
