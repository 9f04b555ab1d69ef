/** Texts of remote servers and gateways in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { gatewaysEn } from './texts.en.ts';
import { gatewaysJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof gatewaysEn>;

export const gatewaysText = computed<Dictionary>(() => (language.value === 'ja' ? gatewaysJa : gatewaysEn));
