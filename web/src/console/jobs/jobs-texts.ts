/** Texts of background jobs in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { jobsEn } from './texts.en.ts';
import { jobsJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof jobsEn>;

export const jobsText = computed<Dictionary>(() => (language.value === 'ja' ? jobsJa : jobsEn));

/** A name of the server in words; what nobody has put into words is shown with blanks. */
export function typeInWords(type: string): string {
  return jobsText.value.types[type] ?? type.replaceAll('_', ' ');
}

export function stepInWords(step: string): string {
  return jobsText.value.steps[step] ?? step.replaceAll('_', ' ');
}
