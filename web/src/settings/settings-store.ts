/** The settings in force, stored on change and put on the document: `lang` for readers, `data-theme` for the styles. */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { DeviceStorage } from '../storage/device-storage.ts';
import { STORAGE_KEYS } from '../storage/storage-keys.ts';
import {
  DEFAULT_SETTINGS,
  type Language,
  parseSettings,
  resolveLanguage,
  type Settings,
  serializeSettings,
} from './settings.ts';

export interface SettingsStore {
  readonly settings: ReadonlySignal<Settings>;
  readonly language: ReadonlySignal<Language>;
  change(part: Partial<Settings>): void;
  /** Reads what another tab stored. */
  reload(): void;
  /** Back to the defaults, without storing them. */
  forget(): void;
}

export function createSettingsStore(
  storage: DeviceStorage,
  preferred: () => readonly string[],
  root: Pick<HTMLElement, 'lang' | 'dataset'>,
): SettingsStore {
  const settings = signal(parseSettings(storage.get(STORAGE_KEYS.settings)));
  const language = computed(() => resolveLanguage(settings.value.language, preferred()));
  effect(() => {
    root.lang = language.value;
    root.dataset.theme = settings.value.theme;
  });
  return {
    settings,
    language,
    change(part) {
      settings.value = { ...settings.peek(), ...part };
      storage.set(STORAGE_KEYS.settings, serializeSettings(settings.peek()));
    },
    reload() {
      settings.value = parseSettings(storage.get(STORAGE_KEYS.settings));
    },
    forget() {
      settings.value = DEFAULT_SETTINGS;
    },
  };
}
