/** Texts of the viewer in the player's language. */
import { computed } from '@preact/signals';
import { language } from '../preferences.ts';
import { apiEn } from './texts.en.ts';
import { apiJa } from './texts.ja.ts';

export const apiText = computed(() => (language.value === 'ja' ? apiJa : apiEn));
