/** References that the session has resolved of late, and how long it keeps them. */
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { tell } from '../../desk/section-title.tsx';
import { noticeFault } from '../console-state.ts';
import { secretsApi } from './secrets-api.ts';
import { cached } from './secrets-state.ts';
import { secretsText } from './secrets-texts.ts';

export function CachedList() {
  const t = secretsText.value;
  const entries = cached.value.value;
  return (
    <section class="sheet stack-tight" aria-labelledby="secret-cache">
      <h3 id="secret-cache">{t.cached}</h3>
      <p class="quiet">{t.cachedLead}</p>
      <FaultNotice error={cached.error.value} onRetry={() => void cached.load()} />
      {entries?.length === 0 && <p>{t.nothingCached}</p>}
      {entries !== undefined && entries.length > 0 && (
        <ul class="stack-tight">
          {entries.map(({ reference, cached_at: cachedAt, expires_at: expiresAt }) => (
            <li key={reference}>
              <code class="reference">{reference}</code>
              <dl class="facts">
                <div>
                  <dt>{t.fetchedAt}</dt>
                  <dd>
                    <Instant iso={cachedAt} />
                  </dd>
                </div>
                <div>
                  <dt>{t.endsAt}</dt>
                  <dd>
                    <Instant iso={expiresAt} />
                  </dd>
                </div>
              </dl>
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          aria-disabled={cached.isLoading.value}
          onClick={() => void cached.load()}
        >
          {t.look}
        </button>
        {entries !== undefined && entries.length > 0 && (
          <ConfirmButton
            kind="ordinary"
            label={t.forget}
            question={`${t.forget} – ${t.cached}`}
            yes={t.forget}
            work={secretsApi.clearCache}
            done={() => {
              void cached.load();
              tell(t.forgotten);
            }}
            onError={noticeFault}
          />
        )}
      </div>
    </section>
  );
}
