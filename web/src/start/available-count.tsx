/** How many questions the chosen filters leave, said aloud as it changes, and what that means for the round. */
import { availability } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import { CallNotice } from '../ui/call-notice.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';

interface CountProps {
  /** Questions that the player asked for. */
  readonly size: number;
  readonly onClear: () => void;
}

export function AvailableCount({ size, onClear }: CountProps) {
  const t = text.value.start;
  const state = availability.state.value;
  const none = state.kind === 'known' && state.available === 0;
  return (
    <div class="available">
      <p class={state.kind === 'failed' ? '' : 'available-line'} aria-live="polite">
        {state.kind === 'counting' && <span class="quiet">{t.counting}</span>}
        {state.kind === 'known' && <KnownCount available={state.available} size={size} />}
      </p>
      {none && (
        <button type="button" class="button button-quiet" onClick={onClear}>
          {t.clear}
        </button>
      )}
      {state.kind === 'failed' && <ErrorNotice error={state.error} />}
      <CallNotice status={availability.status.value} onRetry={availability.retryNow} />
    </div>
  );
}

function KnownCount({ available, size }: { readonly available: number; readonly size: number }) {
  const t = text.value.start;
  if (available === 0) return <>{t.none}</>;
  return (
    <>
      {t.available(available, shownNumber(available))}
      {available < size && <> {t.capped(available, shownNumber(available))}</>}
    </>
  );
}
