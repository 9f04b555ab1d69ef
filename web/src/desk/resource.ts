/** Something that the server knows, as signals: the value last seen, and what stands in the way of a newer one. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { ApiError } from '../../../shared/client.ts';

export interface Resource<Value> {
  readonly value: ReadonlySignal<Value | undefined>;
  readonly error: ReadonlySignal<ApiError | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Asks again. Only the latest question is answered; the value before stays until then. */
  load(): Promise<void>;
  set(value: Value): void;
  /** Forgets the value, and the answer to a question under way. */
  clear(): void;
}

/** @param onError Hears of every failure, for what concerns the whole page. */
export function createResource<Value>(
  fetchValue: () => Promise<Value>,
  onError: (error: ApiError) => void = () => {},
): Resource<Value> {
  const value = signal<Value | undefined>(undefined);
  const error = signal<ApiError | undefined>(undefined);
  const isLoading = signal(false);
  let latest = 0;

  function settle(next: Value | undefined, fault: ApiError | undefined): void {
    latest += 1;
    isLoading.value = false;
    error.value = fault;
    if (fault === undefined) value.value = next;
  }

  return {
    value,
    error,
    isLoading,
    async load() {
      latest += 1;
      const mine = latest;
      isLoading.value = true;
      const outcome = await outcomeOf(fetchValue);
      if (mine !== latest) return;
      if (outcome.ok) {
        settle(outcome.value, undefined);
      } else {
        settle(undefined, outcome.error);
        onError(outcome.error);
      }
    },
    set: (next) => settle(next, undefined),
    clear: () => settle(undefined, undefined),
  };
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ApiError };

/** The result of a call as a value. What is not an `ApiError` is a fault of ours and goes on. */
export async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ok: false, error };
  }
}
