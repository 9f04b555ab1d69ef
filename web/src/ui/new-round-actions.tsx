/** Starts a round with the filters and length of an earlier one, and goes there. */
import type { ComponentChildren } from 'preact';
import { starter } from '../app-state.ts';
import { text } from '../preferences.ts';
import type { RoundFacts } from '../round/round.types.ts';
import { navigate } from '../router.ts';
import { sameFilters } from '../start/filter-choice.ts';
import { CallNotice } from './call-notice.tsx';
import { ErrorNotice } from './error-notice.tsx';

interface NewRoundProps {
  readonly like: RoundFacts;
  readonly label: string;
  /** True where another way on is the obvious one. */
  readonly quiet?: boolean;
  /** Further ways on, beside the button. */
  readonly children?: ComponentChildren;
}

export function NewRoundActions({ like, label, quiet = false, children }: NewRoundProps) {
  const refusal = starter.refusal.value;
  const busy = starter.status.value.kind !== 'idle';
  const begin = async (): Promise<void> => {
    if (busy) return;
    const { mode, filters, total } = like;
    if (await starter.begin({ mode, filters: sameFilters(filters), total })) navigate('/play');
  };
  return (
    <div class="stack-tight">
      {refusal && <ErrorNotice error={refusal} />}
      <CallNotice status={starter.status.value} onRetry={starter.retryNow} />
      <div class="actions">
        <button
          type="button"
          class={quiet ? 'button button-quiet' : 'button'}
          aria-disabled={busy}
          onClick={() => void begin()}
        >
          {busy ? text.value.start.starting : label}
        </button>
        {children}
      </div>
    </div>
  );
}
