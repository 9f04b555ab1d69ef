/** The way into a round: what is stored from before, the filters, and the number of questions behind them. */
import { useEffect } from 'preact/hooks';
import { availability, chooseFilters, filterChoice, manifestLoader, starter } from '../app-state.ts';
import { text } from '../preferences.ts';
import { navigate } from '../router.ts';
import { CallNotice } from '../ui/call-notice.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Turntable } from '../ui/turntable.tsx';
import { AvailableCount } from './available-count.tsx';
import { fitToManifest, OPEN_CHOICE, roundSize, toFilters } from './filter-choice.ts';
import { FilterFields } from './filter-fields.tsx';
import { StartButton } from './start-button.tsx';
import { StoredRoundCard } from './stored-round-card.tsx';

export function StartPage() {
  const t = text.value.start;
  useEffect(() => {
    manifestLoader.load();
    return () => {
      availability.stop();
      starter.reset();
    };
  }, []);
  return (
    <>
      <div class="lead lead-start">
        <div>
          <PageTitle>{t.title}</PageTitle>
          <p>{t.lead}</p>
        </div>
        <Turntable class="lead-sign" stalls={11} />
      </div>
      <StoredRoundCard />
      <FilterForm />
    </>
  );
}

function FilterForm() {
  const manifest = manifestLoader.manifest.value;
  const t = text.value.start;
  const refusal = manifestLoader.refusal.value;
  if (refusal) {
    return (
      <ErrorNotice error={refusal}>
        <button type="button" class="button" onClick={manifestLoader.load}>
          {text.value.call.retryNow}
        </button>
      </ErrorNotice>
    );
  }
  if (!manifest) {
    return (
      <section class="sheet" aria-busy="true">
        <p class="quiet">{t.loading}</p>
        <CallNotice status={manifestLoader.status.value} onRetry={manifestLoader.retryNow} />
      </section>
    );
  }
  return <ReadyForm manifest={manifest} />;
}

function ReadyForm({ manifest }: { readonly manifest: NonNullable<typeof manifestLoader.manifest.value> }) {
  const choice = fitToManifest(filterChoice.value, manifest);
  const mode = manifest.modes[0];
  const filters = toFilters(choice);
  const filtersText = JSON.stringify(filters);
  const modeId = mode?.id ?? '';
  useEffect(() => {
    starter.reset();
    availability.count({ mode: modeId, filters: toFilters(choice) });
  }, [modeId, filtersText]);

  const counted = availability.state.value;
  const available = counted.kind === 'known' ? counted.available : undefined;
  const size = available === undefined ? choice.size : roundSize(choice, available);
  const begin = async (): Promise<void> => {
    if (await starter.begin({ mode: modeId, filters, total: size })) navigate('/play');
    const left = starter.refusal.peek()?.details?.available;
    if (left !== undefined) availability.learn(left);
  };
  return (
    <form
      class="sheet stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (size > 0 && starter.status.peek().kind === 'idle') void begin();
      }}
    >
      <FilterFields manifest={manifest} choice={choice} onChange={chooseFilters} />
      <div class="start-bar">
        <AvailableCount size={choice.size} onClear={() => chooseFilters({ ...OPEN_CHOICE, size: choice.size })} />
        <StartButton size={size} counted={available !== undefined} />
      </div>
    </form>
  );
}
