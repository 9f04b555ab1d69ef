/**
 * Wiring that both pages need, the game and the API viewer: the device's storage, the settings, and the language they
 * lead to.
 */
import { computed } from '@preact/signals';
import type { Dictionary } from './i18n/dictionary.ts';
import { en } from './i18n/en.ts';
import { ja } from './i18n/ja.ts';
import { createSettingsStore } from './settings/settings-store.ts';
import { browserStorageArea, createDeviceStorage } from './storage/device-storage.ts';
import { STORAGE_KEYS } from './storage/storage-keys.ts';

export const storage = createDeviceStorage(browserStorageArea());
export const settingsStore = createSettingsStore(storage, () => navigator.languages, document.documentElement);
export const language = settingsStore.language;
export const text = computed<Dictionary>(() => (language.value === 'ja' ? ja : en));

addEventListener('storage', (event) => {
  if (event.key === STORAGE_KEYS.settings) settingsStore.reload();
});

/** A number as the player's language writes it. */
export function shownNumber(value: number): string {
  return new Intl.NumberFormat(language.value).format(value);
}

/** Date and time as the player's language writes them, in the device's time zone. */
export function shownTime(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}
