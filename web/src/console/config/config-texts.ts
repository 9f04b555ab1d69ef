/** Texts of the gateway settings in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { configEn } from './texts.en.ts';
import { configJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof configEn>;

export const configText = computed<Dictionary>(() => (language.value === 'ja' ? configJa : configEn));
