/** Asks the server whether a score receipt is genuine. One receipt at a time; the answer is kept while it is shown. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { ReceiptVerifyReply, ReceiptVerifyRequest } from '../../../shared/rounds.schema.ts';
import type { CallStatus, PersistentCaller } from '../connection/persistent-call.ts';

export type ReceiptState =
  | { readonly kind: 'checking' }
  | { readonly kind: 'verified'; readonly receipt: ReceiptVerifyReply['receipt'] }
  | { readonly kind: 'refused'; readonly error: ApiError };

export interface ReceiptCheck {
  readonly state: ReadonlySignal<ReceiptState>;
  readonly status: ReadonlySignal<CallStatus>;
  check(receipt: string): void;
  retryNow(): void;
  stop(): void;
}

export function createReceiptCheck(
  caller: PersistentCaller,
  verify: (request: ReceiptVerifyRequest, signal: AbortSignal) => Promise<ReceiptVerifyReply>,
): ReceiptCheck {
  const state = signal<ReceiptState>({ kind: 'checking' });

  async function run(receipt: string): Promise<void> {
    state.value = { kind: 'checking' };
    const outcome = await caller.run((signal) => verify({ receipt }, signal));
    if (outcome.kind === 'done') state.value = { kind: 'verified', receipt: outcome.value.receipt };
    if (outcome.kind === 'failed') state.value = { kind: 'refused', error: outcome.error };
  }

  return {
    state,
    status: caller.status,
    check: (receipt) => void run(receipt),
    retryNow: caller.retryNow,
    stop: caller.abandon,
  };
}
