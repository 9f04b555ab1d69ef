/** Texts of the overview in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { dashboardEn } from './texts.en.ts';
import { dashboardJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof dashboardEn>;

export const dashboardText = computed<Dictionary>(() => (language.value === 'ja' ? dashboardJa : dashboardEn));
