/** Texts of the console's frame in the reader's language. The parts have texts of their own, in the same manner. */
import { computed } from '@preact/signals';
import type { Translated } from '../i18n/dictionary.ts';
import { language } from '../preferences.ts';
import { consoleEn } from './texts.en.ts';
import { consoleJa } from './texts.ja.ts';

export type Dictionary = Translated<typeof consoleEn>;

export const consoleText = computed<Dictionary>(() => (language.value === 'ja' ? consoleJa : consoleEn));
