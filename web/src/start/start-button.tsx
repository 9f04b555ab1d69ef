/** Starts the round; shows what the start is waiting for and why it was refused. */
import { starter } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import { CallNotice } from '../ui/call-notice.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';

interface StartButtonProps {
  /** Questions the round will have. */
  readonly size: number;
  /** False while that number is still a guess. */
  readonly counted: boolean;
}

export function StartButton({ size, counted }: StartButtonProps) {
  const t = text.value.start;
  const refusal = starter.refusal.value;
  const available = refusal?.code === 'insufficient_inventory' ? refusal.details?.available : undefined;
  const busy = starter.status.value.kind !== 'idle';
  const label = counted ? t.begin(size, shownNumber(size)) : t.beginUncounted;
  return (
    <div class="start-way stack-tight">
      {refusal && (
        <ErrorNotice
          error={refusal}
          message={available === undefined ? undefined : t.short(available, shownNumber(available))}
        />
      )}
      <CallNotice status={starter.status.value} onRetry={starter.retryNow} />
      <button type="submit" class="button button-large" disabled={size === 0} aria-disabled={busy}>
        {busy ? t.starting : label}
      </button>
    </div>
  );
}
