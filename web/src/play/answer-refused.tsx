/** The server refused an answer for a reason that is not part of play: say so, and leave two ways on. */
import type { ApiError } from '../../../shared/client.ts';
import { session } from '../app-state.ts';
import { text } from '../preferences.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';

export function AnswerRefused({ error }: { readonly error: ApiError }) {
  const t = text.value;
  return (
    <ErrorNotice error={error}>
      <div class="actions">
        <button type="button" class="button" onClick={session.sendAgain}>
          {t.call.retryNow}
        </button>
        <a class="button button-quiet" href="/">
          {t.overtaken.newRound}
        </a>
      </div>
    </ErrorNotice>
  );
}
