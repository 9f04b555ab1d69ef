/** Texts of the inspector in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { inspectorEn } from './texts.en.ts';
import { inspectorJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof inspectorEn>;

export const inspectorText = computed<Dictionary>(() => (language.value === 'ja' ? inspectorJa : inspectorEn));
