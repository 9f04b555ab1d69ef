/** The connection of an account and how fresh its sums are, with what can be done about either. */
import type { ComponentChildren } from 'preact';
import { ConfirmButton } from '../desk/confirm-button.tsx';
import { deskText } from '../desk/desk-texts.ts';
import { Instant } from '../desk/instant.tsx';
import { shownNumber } from '../preferences.ts';
import { announce } from '../ui/announcer.tsx';
import { FetchButton } from './fetch-button.tsx';
import { useNow } from './use-now.ts';
import type { Connection, Freshness } from './zaim-api.ts';
import { isUnderWay, knock, look, noticeFault, zaimApi } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

/** Milliseconds after which what is said of ages is drawn anew. */
const AGE_MS = 15_000;

interface CardProps {
  readonly account: string;
  readonly connection: Connection;
  readonly freshness: Freshness;
}

export function ConnectionCard({ account, connection, freshness }: CardProps) {
  const { connection: c, freshness: t, disconnect } = zaimText.value;
  const nowMs = useNow(AGE_MS);
  const { next_fetch_at: next, last_success_at: success, last_attempt_at: attempt } = freshness;
  const isDue = next !== undefined && Date.parse(next) <= nowMs;
  return (
    <section class="sheet" aria-labelledby="account-title">
      <h2 id="account-title" tabIndex={-1}>
        {c.title(account)}{' '}
        <span class={`tag-mark ${connection.state === 'lost' ? 'tag-bad' : 'tag-good'}`}>
          {c.states[connection.state]}
        </span>
      </h2>
      <FailureNotice freshness={freshness} />
      <dl class="facts">
        <Fact label={t.lastSuccess}>{success === undefined ? t.notYet : <Instant iso={success} />}</Fact>
        {attempt !== undefined && attempt !== success && (
          <Fact label={t.lastAttempt}>
            <Instant iso={attempt} />
          </Fact>
        )}
        {next !== undefined && !isUnderWay.value && (
          <Fact label={t.nextFetch}>{isDue ? t.due : <Instant iso={next} />}</Fact>
        )}
        <Fact label={c.access}>
          {connection.access_ends_at === undefined ? (
            c.permanent
          ) : (
            <>
              {Date.parse(connection.access_ends_at) <= nowMs ? c.accessEnded : c.accessEnds}{' '}
              <Instant iso={connection.access_ends_at} />
            </>
          )}
        </Fact>
        <Fact label={c.connectedAt}>
          <Instant iso={connection.connected_at} />
        </Fact>
        {success !== undefined && <Fact label={t.read}>{t.readText(freshness.rows, shownNumber(freshness.rows))}</Fact>}
        <Fact label={t.calls}>
          {t.callsText(shownNumber(freshness.calls_used), shownNumber(freshness.calls_budget))}
        </Fact>
      </dl>
      <p class="quiet" role="status">
        {isUnderWay.value ? t.underWay : ''}
      </p>
      <div class="actions">
        <FetchButton account={account} mayFetchAt={freshness.may_fetch_at} />
        {!isUnderWay.value && (
          <button type="button" class="button button-quiet" onClick={() => void look()}>
            {deskText.value.reload}
          </button>
        )}
        <ConfirmButton
          label={disconnect.label}
          spoken={`${disconnect.label}: ${account}`}
          question={disconnect.question(account)}
          consequence={disconnect.consequence}
          yes={disconnect.yes}
          work={() => zaimApi.disconnect(account)}
          done={() => afterDisconnect(disconnect.done(account))}
          onError={noticeFault}
        />
      </div>
    </section>
  );
}

function FailureNotice({ freshness }: Pick<CardProps, 'freshness'>) {
  const { freshness: t, failures } = zaimText.value;
  const { consecutive_failures: count, failure, last_success_at: success } = freshness;
  if (count === 0 || failure === undefined) return null;
  return (
    <div class="notice notice-error">
      <p>
        <strong>{t.failed(count, shownNumber(count))}</strong> {failures[failure]}
      </p>
      {success !== undefined && <p>{t.shownIsOld}</p>}
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function afterDisconnect(said: string): void {
  announce(said);
  document.querySelector<HTMLElement>('main h1')?.focus();
  void knock();
}
