/** One change that a person asks for: under way or not, and what the server said when it refused. */
import { useState } from 'preact/hooks';
import type { ApiError } from '../../../shared/client.ts';
import { outcomeOf } from './resource.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
  /** Does nothing while the one before is under way. `done` runs after success. */
  run<Value>(work: () => Promise<Value>, done: (value: Value) => void): Promise<void>;
  reset(): void;
}

/** @param onError Hears of every failure, for what concerns the whole page. */
export function useAction(onError: (error: ApiError) => void = () => {}): Action {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: ApiError | undefined }>({
    isBusy: false,
    error: undefined,
  });
  return {
    ...state,
    async run(work, done) {
      if (state.isBusy) return;
      setState({ isBusy: true, error: undefined });
      const outcome = await outcomeOf(work);
      setState({ isBusy: false, error: outcome.ok ? undefined : outcome.error });
      if (outcome.ok) done(outcome.value);
      else onError(outcome.error);
    },
    reset: () => setState({ isBusy: false, error: undefined }),
  };
}
