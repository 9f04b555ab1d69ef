/** A refusal of the server in the player's language; what support needs is there, folded away. */
import type { ComponentChildren } from 'preact';
import type { ApiError, ClientErrorCode } from '../../../shared/client.ts';
import { text } from '../preferences.ts';

/** Refusals that are part of play; their text says all there is. */
const EXPECTED: readonly ClientErrorCode[] = [
  'token_expired',
  'already_answered',
  'insufficient_inventory',
  'rate_limited',
  'no_questions',
  'unavailable',
  'network',
];

interface ErrorNoticeProps {
  readonly error: ApiError;
  /** Replaces the text of the code where the place knows more. */
  readonly message?: string | undefined;
  readonly children?: ComponentChildren;
}

export function ErrorNotice({ error, message, children }: ErrorNoticeProps) {
  const t = text.value;
  return (
    <div class="notice notice-error" role="alert">
      <p>{message ?? t.errors[error.code]}</p>
      {!EXPECTED.includes(error.code) && (
        <details>
          <summary>{t.call.details}</summary>
          <dl>
            <dt>{t.call.errorCode}</dt>
            <dd>
              <code>{error.code}</code> {error.status > 0 && error.status}
            </dd>
            {error.requestId !== undefined && (
              <>
                <dt>{t.call.requestId}</dt>
                <dd>
                  <code>{error.requestId}</code>
                </dd>
              </>
            )}
          </dl>
        </details>
      )}
      {children}
    </div>
  );
}
