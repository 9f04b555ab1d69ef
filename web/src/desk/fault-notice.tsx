/**
 * What stood in the way of a call, and the way on: a second factor, another try, another value. Knows the fields of a
 * form by their JSON Pointers.
 */
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../../shared/client.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { deskText } from './desk-texts.ts';
import { faultText } from './fault-text.ts';
import { signInAddress } from './sign-in-address.ts';

interface FaultNoticeProps {
  readonly error: ApiError | undefined;
  /** Names of the fields by the beginning of their pointer, such as `/name`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Replaces the text of the code where the place knows more. */
  readonly message?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ComponentChildren;
}

export function FaultNotice({ error, fields = {}, message, onRetry, children }: FaultNoticeProps) {
  const t = deskText.value;
  if (error === undefined) return null;
  if (error.code === 'step_up_required') {
    return (
      <div class="notice notice-wait" role="alert">
        <p>{t.stepUpNeeded}</p>
        <a class="button" href={signInAddress(location, true)}>
          {t.stepUp}
        </a>
      </div>
    );
  }
  return (
    <ErrorNotice error={error} message={message ?? faultText(error, fields, t)}>
      {EXPLAINED.includes(error.code) && (
        <p class="quiet">
          {t.serverSays} <span lang="en">{error.message}</span>
        </p>
      )}
      {children}
      {onRetry !== undefined && (
        <button type="button" class="button button-quiet" onClick={onRetry}>
          {t.retry}
        </button>
      )}
    </ErrorNotice>
  );
}

/** Codes where the server's own words say what to change. */
const EXPLAINED: readonly string[] = ['bad_request', 'conflict'];
