/** Starts a round on the server and hands it to the session. One start at a time; a refusal is kept to be shown. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { StartReply, StartRequest } from '../../../shared/rounds.schema.ts';
import type { CallStatus, PersistentCaller } from '../connection/persistent-call.ts';
import type { RoundSession } from './round-session.ts';

export interface RoundStarter {
  readonly status: ReadonlySignal<CallStatus>;
  readonly refusal: ReadonlySignal<ApiError | undefined>;
  /** @returns True when a round has begun and the play page can be shown. */
  begin(request: StartRequest): Promise<boolean>;
  retryNow(): void;
  /** Drops a start that is under way and the last refusal; called when its page is left. */
  reset(): void;
}

export interface StarterPorts {
  readonly caller: PersistentCaller;
  readonly session: Pick<RoundSession, 'begin'>;
  readonly start: (request: StartRequest, signal: AbortSignal) => Promise<StartReply>;
}

export function createRoundStarter({ caller, session, start }: StarterPorts): RoundStarter {
  const refusal = signal<ApiError | undefined>(undefined);
  return {
    status: caller.status,
    refusal,
    async begin(request) {
      refusal.value = undefined;
      const outcome = await caller.run((signal) => start(request, signal));
      if (outcome.kind === 'done') session.begin(outcome.value);
      if (outcome.kind === 'failed') refusal.value = outcome.error;
      return outcome.kind === 'done';
    },
    retryNow: caller.retryNow,
    reset() {
      caller.abandon();
      refusal.value = undefined;
    },
  };
}
