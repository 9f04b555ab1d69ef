/** Texts of the servers in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { serversEn } from './texts.en.ts';
import { serversJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof serversEn>;

export const serversText = computed<Dictionary>(() => (language.value === 'ja' ? serversJa : serversEn));
