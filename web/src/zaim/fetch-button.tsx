/** Fetches now instead of at the next turn, and says from when on that is possible again. */
import { useState } from 'preact/hooks';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { useAction } from '../desk/use-action.ts';
import { shownNumber } from '../preferences.ts';
import { useNow } from './use-now.ts';
import { awaitFetch, isUnderWay, noticeFault, zaimApi } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

const SECOND_MS = 1000;
const WAIT_ID = 'fetch-wait';
const MINUTE_SECONDS = 60;

interface FetchButtonProps {
  readonly account: string;
  readonly mayFetchAt: string;
}

export function FetchButton({ account, mayFetchAt }: FetchButtonProps) {
  const t = zaimText.value.freshness;
  const [refusedUntilMs, setRefusedUntilMs] = useState(0);
  const action = useAction((error) => {
    if (error.retryAfterSeconds !== undefined) setRefusedUntilMs(Date.now() + error.retryAfterSeconds * SECOND_MS);
    noticeFault(error);
  });
  const mayFetchMs = Math.max(refusedUntilMs, Date.parse(mayFetchAt));
  const nowMs = useNow(mayFetchMs > Date.now() ? SECOND_MS : undefined);
  const waitSeconds = Math.ceil((mayFetchMs - nowMs) / SECOND_MS);
  const isOff = action.isBusy || isUnderWay.value || waitSeconds > 0;
  const hasWait = waitSeconds > 0 && !isUnderWay.value;
  const fetchNow = (): void => {
    if (!isOff)
      void action.run(
        () => zaimApi.fetchNow(account),
        () => awaitFetch(account),
      );
  };
  return (
    <div class="fetch">
      <button
        type="button"
        class="button"
        aria-disabled={isOff}
        aria-describedby={hasWait ? WAIT_ID : undefined}
        onClick={fetchNow}
      >
        {action.isBusy ? deskText.value.working : t.fetchNow}
      </button>
      {hasWait && (
        <span id={WAIT_ID} class="quiet">
          {t.maySoon(shownSpan(waitSeconds))}
        </span>
      )}
      <FaultNotice error={action.error} message={action.error?.code === 'rate_limited' ? t.tooSoon : undefined} />
    </div>
  );
}

/** Seconds below a minute, from there on minutes, rounded up. */
function shownSpan(seconds: number): string {
  const t = zaimText.value.freshness;
  if (seconds < MINUTE_SECONDS) return t.seconds(seconds, shownNumber(seconds));
  const minutes = Math.ceil(seconds / MINUTE_SECONDS);
  return t.minutes(minutes, shownNumber(minutes));
}
