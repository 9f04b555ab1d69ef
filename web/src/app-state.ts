/**
 * Wiring of the game: the one place that builds its parts from the browser's globals.
 * Components read signals from here and call the parts; they hold no state of the game.
 */
import { computed, signal } from '@preact/signals';
import { pageApi } from './connection/api.ts';
import { watchConnectivity } from './connection/connectivity.ts';
import { createPersistentCaller } from './connection/persistent-call.ts';
import { settingsStore, storage } from './preferences.ts';
import { createReceiptCheck } from './result/receipt-check.ts';
import { createQuestionClock } from './round/question-clock.ts';
import { createRoundSession } from './round/round-session.ts';
import { createRoundStarter } from './round/round-starter.ts';
import { createStoredRound } from './round/stored-round.ts';
import { createAvailabilityCounter } from './start/availability.ts';
import { type FilterChoice, parseChoice, serializeChoice } from './start/filter-choice.ts';
import { createManifestLoader } from './start/manifest.ts';
import { browserStorageArea, createDeviceStorage } from './storage/device-storage.ts';
import { STORAGE_KEYS, STORAGE_PREFIX } from './storage/storage-keys.ts';
import { createReporter } from './telemetry/reporter.ts';

const now = (): number => Date.now();
const newCaller = () => createPersistentCaller({ online: connectivity.online, now });

export const connectivity = watchConnectivity(window, () => navigator.onLine);
export const persistent = storage.persistent;

export const manifestLoader = createManifestLoader(newCaller(), (signal) => pageApi(signal).manifest());
export const availability = createAvailabilityCounter({
  caller: newCaller(),
  availability: (request, signal) => pageApi(signal).availability(request),
});
const reporter = createReporter(navigator, createDeviceStorage(browserStorageArea('sessionStorage')), now);
export const session = createRoundSession({
  stored: createStoredRound(storage),
  caller: newCaller(),
  next: (request, signal) => pageApi(signal).next(request),
  now,
  onStep: reporter.report,
});
export const clock = createQuestionClock(session, now);
export const starter = createRoundStarter({
  caller: newCaller(),
  session,
  start: (request, signal) => pageApi(signal).start(request),
});
export const receiptCheck = createReceiptCheck(newCaller(), (request, signal) =>
  pageApi(signal).verifyReceipt(request),
);

const choice = signal(parseChoice(storage.get(STORAGE_KEYS.filters)));
export const filterChoice = computed(() => choice.value);

export function chooseFilters(next: FilterChoice): void {
  choice.value = next;
  storage.set(STORAGE_KEYS.filters, serializeChoice(next));
}

/** Removes all that this app ever stored on the device, and what it holds of it. */
export function forgetEverything(): void {
  storage.forget(STORAGE_PREFIX);
  session.forget();
  reporter.forget();
  settingsStore.forget();
  choice.value = parseChoice(undefined);
}

/** Takes up a stored round, follows what other tabs do to it, and hands over events before the page goes. */
export function openApp(): void {
  session.restore();
  addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEYS.round) session.noticeOtherTab();
  });
  addEventListener('pagehide', reporter.leave);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') reporter.leave();
  });
}
