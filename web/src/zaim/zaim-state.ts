/**
 * What the page of the Zaim accounts knows, as signals. While a fetch is under way that somebody waits for, the page looks
 * again by itself, for a while; otherwise it asks only when somebody is there, so that an open page keeps no session alive.
 */
import { computed, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { SummaryReply } from '../../../shared/zaim.schema.ts';
import { clientId } from '../connection/client-id.ts';
import { createResource } from '../desk/resource.ts';
import { createSiteCall } from '../desk/site-call.ts';
import { announce } from '../ui/announcer.tsx';
import { type Outcome, takeOutcome } from './connect-outcome.ts';
import { type AskedFetch, isFetchUnderWay } from './fetch-watch.ts';
import { askGate, isRefusal } from './gate.ts';
import { createZaimApi } from './zaim-api.ts';
import { zaimText } from './zaim-texts.ts';

/** Milliseconds between two looks at a fetch that is under way. */
const LOOK_MS = 2000;
/** Looks before the page gives up waiting: two minutes, longer than a fetch of a household takes. */
const LOOKS_MAX = 60;

export const zaimApi = createZaimApi(createSiteCall({ clientId }));
export const gate = createResource(() => askGate(zaimApi));
export const outcome = signal<Outcome | undefined>(undefined);
/** True when the server stopped knowing the session while the page was open. */
export const hasEnded = signal(false);

const wanted = signal<string | undefined>(undefined);
export const accounts = computed(() => (gate.value.value?.kind === 'open' ? gate.value.value.accounts : []));
/** Label of the account that is shown: the one asked for where it is connected, else the first. */
export const chosen = computed(
  () => (accounts.value.find(({ account }) => account === wanted.value) ?? accounts.value[0])?.account,
);
export const summary = createResource<SummaryReply>(
  async () => (chosen.peek() === undefined ? {} : await zaimApi.summary(chosen.peek() ?? '')),
  noticeFault,
);

const asked = signal<AskedFetch | undefined>(undefined);
const looks = signal(0);
export const isUnderWay = computed(() => {
  const freshness = summary.value.value?.freshness;
  const ask = asked.value?.account === chosen.value ? asked.value : undefined;
  return freshness !== undefined && looks.value < LOOKS_MAX && isFetchUnderWay(freshness, ask);
});
let isKnocking = false;
let shown: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function openZaim(): void {
  outcome.value = takeOutcome(location, (address) => history.replaceState(null, '', address));
  const { value: made } = outcome;
  wanted.value = made?.kind === 'connected' ? made.account : location.hash.slice(1);
  addEventListener('hashchange', () => {
    // The skip link leads to the content, not to an account.
    if (location.hash === '#main') return;
    wanted.value = location.hash.slice(1);
    void showChosen();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void knock();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void (gate.value.peek()?.kind === 'open' ? look() : knock());
  });
  void knock();
}

/** Asks who may be here and what is connected. What the server cannot say now neither opens nor closes the page. */
export async function knock(): Promise<void> {
  const wasOpen = gate.value.peek()?.kind === 'open';
  isKnocking = true;
  await gate.load();
  const now = gate.value.peek();
  if (now?.kind === 'open') hasEnded.value = false;
  else if (wasOpen && now?.kind === 'signed_out') hasEnded.value = true;
  await showChosen();
  isKnocking = false;
}

/** A call that is refused may mean that nobody is signed in any more, or that the account is gone: ask again. */
export function noticeFault(error: ApiError): void {
  if (!isKnocking && gate.value.peek()?.kind === 'open' && isRefusal(error)) void knock();
}

/** Somebody asked for a fetch: the page waits for its end. */
export function awaitFetch(account: string): void {
  asked.value = { account, failures: summary.value.peek()?.freshness?.consecutive_failures ?? 0 };
  looks.value = 0;
  announce(zaimText.peek().freshness.underWay);
  void look();
}

/** Asks for the sums of another account when another one is chosen, and forgets those of the one before. */
async function showChosen(): Promise<void> {
  clearTimeout(timer);
  if (shown !== chosen.peek()) {
    summary.clear();
    looks.value = 0;
    shown = chosen.peek();
  }
  if (shown !== undefined) await look();
}

export async function look(): Promise<void> {
  clearTimeout(timer);
  const wasAwaited = isUnderWay.peek() || asked.peek() !== undefined;
  await summary.load();
  const freshness = summary.value.peek()?.freshness;
  if (isUnderWay.peek()) {
    timer = setTimeout(() => {
      looks.value += 1;
      void look();
    }, LOOK_MS);
    return;
  }
  asked.value = undefined;
  if (!wasAwaited || freshness === undefined) return;
  const t = zaimText.peek();
  announce(freshness.failure === undefined ? t.freshness.fetched : t.failures[freshness.failure]);
}
