/**
 * One call that is repeated by the retry plan until it succeeds, fails for good, or is abandoned.
 *
 * The status is a signal that a page can draw: busy, waiting until a time, offline, stalled. Coming back online ends
 * any wait for the network at once. The call itself must be safe to repeat.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { ApiError } from '../../../shared/client.ts';
import { planRetry, type RetryPlan, type WaitReason } from './retry-plan.ts';

export type CallStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'waiting'; readonly reason: WaitReason; readonly untilMs: number; readonly manual: boolean }
  | { readonly kind: 'offline' }
  | { readonly kind: 'stalled'; readonly reason: WaitReason };

export type CallOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'abandoned' };

export interface PersistentCaller {
  readonly status: ReadonlySignal<CallStatus>;
  /** Runs `attempt`; a run that is still under way is abandoned first. */
  run<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<CallOutcome<T>>;
  /** Ends the present wait. Does nothing while a call is under way or after it. */
  retryNow(): void;
  abandon(): void;
}

export interface CallerPorts {
  readonly online: ReadonlySignal<boolean>;
  readonly now: () => number;
}

export function createPersistentCaller({ online, now }: CallerPorts): PersistentCaller {
  const status = signal<CallStatus>({ kind: 'idle' });
  let wake: (() => void) | undefined;
  let current = new AbortController();

  /** Resolves after the planned time, on `retryNow`, on abandonment, or for network waits when the line comes back. */
  function rest(plan: Exclude<RetryPlan, { kind: 'give_up' }>, abandoned: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const endings: (() => void)[] = [];
      const end = (): void => {
        wake = undefined;
        for (const ending of endings) ending();
        resolve();
      };
      if (plan.kind === 'wait') {
        const timer = setTimeout(end, plan.seconds * 1000);
        endings.push(() => clearTimeout(timer));
      }
      if (plan.kind === 'offline' || plan.reason === 'network') {
        let wasOnline = online.peek();
        const stop = effect(() => {
          const back = online.value && !wasOnline;
          wasOnline = online.value;
          if (back) queueMicrotask(end);
        });
        endings.push(stop);
      }
      abandoned.addEventListener('abort', end, { once: true });
      endings.push(() => abandoned.removeEventListener('abort', end));
      wake = end;
    });
  }

  async function run<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<CallOutcome<T>> {
    current.abort();
    const mine = new AbortController();
    current = mine;
    let failures = 0;
    for (;;) {
      status.value = { kind: 'busy' };
      const result = await settle(attempt, mine.signal);
      if (mine.signal.aborted) return { kind: 'abandoned' };
      if (result.kind === 'done') {
        status.value = { kind: 'idle' };
        return result;
      }
      if (result.error.status !== 429) failures += 1;
      const plan = planRetry(result.error, failures, online.peek());
      if (plan.kind === 'give_up') {
        status.value = { kind: 'idle' };
        return result;
      }
      status.value = shown(plan, now());
      await rest(plan, mine.signal);
      if (mine.signal.aborted) return { kind: 'abandoned' };
      if (plan.kind !== 'wait') failures = 0;
    }
  }

  return {
    status,
    run,
    retryNow: () => wake?.(),
    abandon() {
      current.abort();
      status.value = { kind: 'idle' };
    },
  };
}

async function settle<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<{ kind: 'done'; value: T } | { kind: 'failed'; error: ApiError }> {
  try {
    return { kind: 'done', value: await attempt(signal) };
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'failed', error };
    throw error;
  }
}

function shown(plan: Exclude<RetryPlan, { kind: 'give_up' }>, nowMs: number): CallStatus {
  if (plan.kind !== 'wait') return plan;
  return { kind: 'waiting', reason: plan.reason, untilMs: nowMs + plan.seconds * 1000, manual: plan.manual };
}
