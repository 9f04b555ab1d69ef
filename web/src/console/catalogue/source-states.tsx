/** How fresh the copies are, what stands in the way, and the way to newer ones. */
import type { CatalogueSourceState } from '../../../../shared/catalogue.schema.ts';
import type { ApiError } from '../../../../shared/client.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { call, noticeFault } from '../console-state.ts';
import { FORGET, REFRESH } from './addresses.ts';
import { found } from './catalogue-state.ts';
import { catalogueText } from './catalogue-texts.ts';

export function SourceStates({ sources }: { readonly sources: readonly CatalogueSourceState[] }) {
  const t = catalogueText.value.copy;
  return (
    <section class="stack-tight" aria-labelledby="catalogue-copy">
      <h3 id="catalogue-copy">{t.title}</h3>
      <ul class="rows">
        {sources.map((state) => (
          <SourceState key={state.source} state={state} />
        ))}
      </ul>
      <div class="actions">
        <ConfirmButton
          label={t.anew}
          question={t.anewSure}
          consequence={t.anewText}
          yes={t.anew}
          kind="ordinary"
          work={() => call(FORGET)}
          done={planned}
          onError={noticeFault}
          refusal={tooSoon}
        />
      </div>
    </section>
  );
}

function SourceState({ state }: { readonly state: CatalogueSourceState }) {
  const { sources, copy: t } = catalogueText.value;
  const { source, refreshed_at: at, is_refreshing, is_complete, warning, dropped, entries } = state;
  const action = useAction(noticeFault);
  const isBusy = is_refreshing || action.isBusy;
  const refresh = (): void => {
    if (isBusy) return;
    void action.run(() => call(REFRESH, { body: { source } }), planned);
  };
  return (
    <li class="row">
      <h4>{sources[source]}</h4>
      <p>
        {at === null ? (
          t.never
        ) : (
          <>
            {t.entries(entries, shownNumber(entries))} · {t.readAt} <Instant iso={at} />
          </>
        )}
      </p>
      {warning !== null && <p class="notice notice-wait">{t.warnings[warning]}</p>}
      {at !== null && !is_complete && <p class="quiet">{t.partial}</p>}
      {dropped > 0 && <p class="quiet">{t.dropped(shownNumber(dropped))}</p>}
      <FaultNotice error={action.error} message={action.error && tooSoon(action.error)} />
      <button
        type="button"
        class="button button-quiet"
        aria-label={isBusy ? undefined : t.refreshOf(sources[source])}
        aria-disabled={isBusy}
        onClick={refresh}
      >
        {isBusy ? t.refreshing : t.refresh}
      </button>
    </li>
  );
}

function planned(): void {
  announce(catalogueText.value.copy.planned);
  void found.load();
}

function tooSoon({ code }: ApiError): string | undefined {
  return code === 'rate_limited' ? catalogueText.value.copy.tooSoon : undefined;
}
