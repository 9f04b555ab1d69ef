/** Texts of gateway sessions in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { sessionsEn } from './texts.en.ts';
import { sessionsJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof sessionsEn>;

export const sessionsText = computed<Dictionary>(() => (language.value === 'ja' ? sessionsJa : sessionsEn));
