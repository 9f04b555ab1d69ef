/**
 * What a repeated call is waiting for, and the way to shorten the wait where that helps. Nothing while all is well.
 * The countdown is not part of the live region: it is announced once, when the wait begins.
 */
import { useEffect } from 'preact/hooks';
import type { CallStatus } from '../connection/persistent-call.ts';
import { text } from '../preferences.ts';
import { announce } from './announcer.tsx';
import { useSecondsUntil } from './countdown.tsx';

interface CallNoticeProps {
  readonly status: CallStatus;
  readonly onRetry: () => void;
}

export function CallNotice({ status, onRetry }: CallNoticeProps) {
  const seconds = useSecondsUntil(status.kind === 'waiting' ? status.untilMs : 0);
  const message = messageOf(status, seconds);
  const manual = status.kind === 'stalled' || (status.kind === 'waiting' && status.manual);
  useEffect(() => {
    if (message !== undefined) announce(message);
  }, [status]);
  if (message === undefined) return null;
  return (
    <div class="notice notice-wait">
      <p>{message}</p>
      {manual && (
        <button type="button" class="button button-quiet" onClick={onRetry}>
          {text.value.call.retryNow}
        </button>
      )}
    </div>
  );
}

function messageOf(status: CallStatus, seconds: number): string | undefined {
  const t = text.value.call;
  switch (status.kind) {
    case 'idle':
    case 'busy':
      return undefined;
    case 'offline':
      return t.offline;
    case 'stalled':
      return status.reason === 'network' ? t.stalledNetwork : t.stalledServer;
    case 'waiting': {
      const left = Math.max(1, seconds);
      if (status.reason === 'rate_limited') return t.rateLimited(left);
      return status.reason === 'network' ? t.network(left) : t.server(left);
    }
  }
}
