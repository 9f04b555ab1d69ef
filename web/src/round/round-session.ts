/**
 * One tab's hold on a round: applies the pure steps, stores each before anything else happens, and sends answers.
 *
 * An answer is stored as `sending` before the request leaves, and a repeated request carries the same token and the
 * same answer, so a lost reply costs nothing. The stored round of another tab is never written over when it is ahead.
 */
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError, ClientErrorCode } from '../../../shared/client.ts';
import type { Answer, NextReply, NextRequest, StartReply } from '../../../shared/rounds.schema.ts';
import type { PersistentCaller } from '../connection/persistent-call.ts';
import {
  answerQuestion,
  beginRound,
  endRound,
  needsToken,
  proceed,
  resumeRound,
  revealAnswer,
} from './round.machine.ts';
import type { EndReason, RoundSnapshot } from './round.types.ts';
import type { StoredRound } from './stored-round.ts';
import { type Overtaken, overtakenBy } from './tab-order.ts';
import { tokenLeftMs } from './token-hint.ts';

export interface SessionPorts {
  readonly stored: StoredRound;
  readonly caller: PersistentCaller;
  readonly next: (request: NextRequest, signal: AbortSignal) => Promise<NextReply>;
  readonly now: () => number;
  /** Told of each step that this tab made, after it was stored. */
  readonly onStep?: ((step: { readonly before: RoundSnapshot; readonly after: RoundSnapshot }) => void) | undefined;
}

export type RoundSession = ReturnType<typeof createRoundSession>;

export function createRoundSession({ stored, caller, next, now, onStep }: SessionPorts) {
  const snapshot = signal<RoundSnapshot | undefined>(undefined);
  const overtaken = signal<Overtaken | undefined>(undefined);
  /** A refusal that neither waiting nor a new token explains. */
  const refusal = signal<ApiError | undefined>(undefined);
  /** This tab's token. Kept beside the stored one, which another tab may replace at any time. */
  let token: string | undefined;
  /** Counts writes of other tabs, so that `canFollow` is drawn again. */
  const foreignWrites = signal(0);

  /** Stores and shows a step, unless another tab is ahead. */
  function commit(step: RoundSnapshot): boolean {
    const before = snapshot.peek();
    if (step === before) return false;
    const ahead = overtakenBy(stored.read(), step);
    if (ahead !== undefined) {
      overtaken.value = ahead;
      return false;
    }
    write(step);
    snapshot.value = step;
    if (before !== undefined) onStep?.({ before, after: step });
    return true;
  }

  function write(step: RoundSnapshot): void {
    stored.write(step, needsToken(step.phase) ? token : undefined);
  }

  function end(reason: EndReason): void {
    const held = snapshot.peek();
    if (held) commit(endRound(held, reason));
  }

  function hintSaysExpired(held: RoundSnapshot): boolean {
    const leftMs = token === undefined ? undefined : tokenLeftMs(token, held.clockAheadMs, now());
    return leftMs !== undefined && leftMs <= 0;
  }

  /** Shows a stored round as this tab's own and takes up what it was doing. */
  function adopt(found: RoundSnapshot): void {
    const held = resumeRound(found, now());
    token = stored.readToken();
    batch(() => {
      overtaken.value = undefined;
      refusal.value = undefined;
      snapshot.value = held;
    });
    if (!needsToken(held.phase)) return;
    if (token === undefined) end('invalid');
    else if (held.phase.kind === 'asking' && hintSaysExpired(held)) end('expired');
    else if (held.phase.kind === 'sending') void deliver();
  }

  async function deliver(): Promise<void> {
    const sent = snapshot.peek();
    if (sent?.phase.kind !== 'sending' || token === undefined) return;
    const request: NextRequest = { continuationToken: token, answer: sent.phase.answer };
    const outcome = await caller.run((signal) => next(request, signal));
    if (outcome.kind === 'abandoned' || snapshot.peek() !== sent) return;
    if (outcome.kind === 'failed') return refused(outcome.error);
    if (!outcome.value.finished) token = outcome.value.continuationToken;
    commit(revealAnswer(sent, outcome.value));
  }

  function refused(error: ApiError): void {
    const known: Partial<Record<ClientErrorCode, () => void>> = {
      already_answered: () => {
        overtaken.value = 'answered_elsewhere';
      },
      token_expired: () => end('expired'),
      invalid_token: () => end('invalid'),
    };
    const handle = known[error.code];
    if (handle) handle();
    else refusal.value = error;
  }

  function forgetInMemory(): void {
    caller.abandon();
    token = undefined;
    batch(() => {
      overtaken.value = undefined;
      refusal.value = undefined;
      snapshot.value = undefined;
    });
  }

  return {
    snapshot: snapshot as ReadonlySignal<RoundSnapshot | undefined>,
    overtaken: overtaken as ReadonlySignal<Overtaken | undefined>,
    refusal: refusal as ReadonlySignal<ApiError | undefined>,
    delivery: caller.status,
    /** Reads the stored round, once when the page opens. What cannot be read is removed, and its token with it. */
    restore(): void {
      const found = stored.read();
      if (found) adopt(found);
      else stored.remove();
    },
    /** Begins a new round; replaces whatever is stored, which the player has asked for. */
    begin(reply: StartReply): void {
      forgetInMemory();
      token = reply.continuationToken;
      const begun = beginRound(reply, now());
      write(begun);
      snapshot.value = begun;
    },
    answer(answer: Answer): void {
      const held = snapshot.peek();
      if (!held || overtaken.peek()) return;
      if (commit(answerQuestion(held, answer, now()))) void deliver();
    },
    proceed(): void {
      const held = snapshot.peek();
      if (!held || overtaken.peek()) return;
      if (held.phase.kind === 'revealed' && needsToken(held.phase) && hintSaysExpired(held)) end('expired');
      else commit(proceed(held, now()));
    },
    /** Sends a refused answer once more, as it was. */
    sendAgain(): void {
      refusal.value = undefined;
      void deliver();
    },
    retryNow: caller.retryNow,
    /** Milliseconds for which the present token still works, as far as it can be told from here. */
    tokenLeftMs(): number | undefined {
      const held = snapshot.peek();
      return held && token !== undefined ? tokenLeftMs(token, held.clockAheadMs, now()) : undefined;
    },
    /** Another tab wrote to the device: hold back when it is ahead. */
    noticeOtherTab(): void {
      foreignWrites.value += 1;
      const held = snapshot.peek();
      const found = stored.read();
      if (!held || !found || overtaken.peek()) return;
      const ahead = overtakenBy(found, held);
      // A pending answer of the other tab is not news yet: until a reveal, either tab may be the one that counts.
      if (found.phase.kind === 'sending' && found.history.length === held.history.length) return;
      if (ahead !== undefined) {
        caller.abandon();
        overtaken.value = ahead;
      }
    },
    /** The stored round when it is another one, or further on than what this tab holds. */
    canFollow(): boolean {
      void foreignWrites.value;
      const held = snapshot.value;
      return held !== undefined && overtakenBy(stored.read(), held) !== undefined;
    },
    /** Continues from where the other tab is. */
    follow(): void {
      const found = stored.read();
      if (!found) return;
      caller.abandon();
      adopt(found);
    },
    forget: forgetInMemory,
  };
}
