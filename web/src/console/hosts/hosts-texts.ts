/** Texts of the Docker hosts in the reader's language. */
import { computed } from '@preact/signals';
import type { Translated } from '../../i18n/dictionary.ts';
import { language } from '../../preferences.ts';
import { hostsEn } from './texts.en.ts';
import { hostsJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof hostsEn>;

export const hostsText = computed<Dictionary>(() => (language.value === 'ja' ? hostsJa : hostsEn));

/** Why a host is not up, in words; what nobody has put into words stays away. */
export function reasonInWords(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : hostsText.value.reasons[reason];
}
