/** Texts of the operator's page in the reader's language. Every language has the same keys: a missing one does not compile. */
import { computed } from '@preact/signals';
import { language } from '../preferences.ts';
import { opsEn } from './texts.en.ts';
import { opsJa } from './texts.ja.ts';

export type Dictionary = { readonly [Key in keyof typeof opsEn]: (typeof opsEn)[Key] };

export const opsText = computed<Dictionary>(() => (language.value === 'ja' ? opsJa : opsEn));
