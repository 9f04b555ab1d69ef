/** The catalogue: what is searched for, what was found, and how fresh that is. */
import { useEffect } from 'preact/hooks';
import type { CatalogueReply } from '../../../../shared/catalogue.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { shownNumber } from '../../preferences.ts';
import { found, installed, search, searchFor } from './catalogue-state.ts';
import { catalogueText } from './catalogue-texts.ts';
import { EntryCard } from './entry-card.tsx';
import { SearchForm } from './search-form.tsx';
import { SourceStates } from './source-states.tsx';

/** Milliseconds until the list is asked for again while a source is read. */
const RELOAD_MS = 3000;

export function CatalogueList() {
  const t = catalogueText.value;
  const reply = found.value.value;
  const error = found.error.value;
  useEffect(() => {
    void found.load();
    void installed.load();
  }, []);
  const isReading = reply?.sources.some(({ is_refreshing }) => is_refreshing) ?? false;
  useEffect(() => {
    if (!isReading) return;
    const timer = setInterval(() => void found.load(), RELOAD_MS);
    return () => clearInterval(timer);
  }, [isReading]);
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <SearchForm categories={reply?.categories ?? []} />
      <FaultNotice
        error={error}
        message={error?.code === 'network' ? t.offline : undefined}
        onRetry={() => void found.load()}
      />
      <p role="status">{reply === undefined ? found.isLoading.value && deskText.value.loading : foundText(reply)}</p>
      {reply !== undefined && reply.servers.length > 0 && (
        <ul class="console-cards" aria-labelledby={SECTION_TITLE_ID}>
          {reply.servers.map((entry) => (
            <EntryCard key={`${entry.source}/${entry.name}`} entry={entry} />
          ))}
        </ul>
      )}
      {reply !== undefined && <Pages reply={reply} />}
      {reply !== undefined && <SourceStates sources={reply.sources} />}
    </section>
  );
}

function foundText({ total, sources }: CatalogueReply): string {
  const t = catalogueText.value;
  const isReading = sources.some(({ is_refreshing }) => is_refreshing);
  if (total === 0 && isReading) return t.reading;
  if (total === 0 && sources.every(({ entries }) => entries === 0)) return t.empty;
  return t.found(total, shownNumber(total));
}

function Pages({ reply: { total, page, page_size } }: { readonly reply: CatalogueReply }) {
  const t = catalogueText.value;
  const pages = Math.ceil(total / page_size);
  if (pages <= 1) return null;
  const said = t.page(shownNumber(page), shownNumber(pages));
  const turn = (to: number): void => {
    searchFor({ page: to });
    tell(t.page(shownNumber(to), shownNumber(pages)));
  };
  return (
    <nav class="actions catalogue-pages" aria-label={t.pages}>
      {page > 1 && (
        <button type="button" class="button button-quiet" onClick={() => turn(search.peek().page - 1)}>
          {t.before}
        </button>
      )}
      <span>{said}</span>
      {page < pages && (
        <button type="button" class="button button-quiet" onClick={() => turn(search.peek().page + 1)}>
          {t.next}
        </button>
      )}
    </nav>
  );
}
