/**
 * Counts the questions behind a choice of filters: waits until the player pauses, drops the count that a newer choice
 * has overtaken, and never shows the number of another choice.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { AvailabilityReply, AvailabilityRequest } from '../../../shared/rounds.schema.ts';
import type { CallStatus, PersistentCaller } from '../connection/persistent-call.ts';

/** Milliseconds of quiet before a count is asked for. */
const DEBOUNCE_MS = 200;

export type Availability =
  | { readonly kind: 'counting' }
  | { readonly kind: 'known'; readonly available: number }
  | { readonly kind: 'failed'; readonly error: ApiError };

export interface AvailabilityCounter {
  readonly state: ReadonlySignal<Availability>;
  readonly status: ReadonlySignal<CallStatus>;
  count(request: AvailabilityRequest): void;
  /** Takes a number that the server gave on another occasion. */
  learn(available: number): void;
  retryNow(): void;
  stop(): void;
}

export interface CounterPorts {
  readonly caller: PersistentCaller;
  readonly availability: (request: AvailabilityRequest, signal: AbortSignal) => Promise<AvailabilityReply>;
}

export function createAvailabilityCounter({ caller, availability }: CounterPorts): AvailabilityCounter {
  const state = signal<Availability>({ kind: 'counting' });
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(request: AvailabilityRequest): Promise<void> {
    const outcome = await caller.run((signal) => availability(request, signal));
    if (outcome.kind === 'done') state.value = { kind: 'known', available: outcome.value.available };
    if (outcome.kind === 'failed') state.value = outcome;
  }

  function stop(): void {
    clearTimeout(timer);
    caller.abandon();
  }

  return {
    state,
    status: caller.status,
    count(request) {
      stop();
      state.value = { kind: 'counting' };
      timer = setTimeout(() => void ask(request), DEBOUNCE_MS);
    },
    learn(available) {
      stop();
      state.value = { kind: 'known', available };
    },
    retryNow: caller.retryNow,
    stop,
  };
}
