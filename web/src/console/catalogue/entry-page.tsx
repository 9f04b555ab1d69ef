/** One entry: what it says of itself, how it is installed, and its versions. */
import { useEffect, useState } from 'preact/hooks';
import type { CatalogueEntry, CatalogueEntryReply } from '../../../../shared/catalogue.schema.ts';
import type { CatalogueSource } from '../../../../shared/catalogue.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { call, noticeFault } from '../console-state.ts';
import { placeHash } from '../place.ts';
import { ENTRY } from './addresses.ts';
import { installed } from './catalogue-state.ts';
import { catalogueText } from './catalogue-texts.ts';
import { Marks } from './entry-card.tsx';
import { Ways } from './ways.tsx';

interface EntryProps {
  readonly source: CatalogueSource;
  readonly name: string;
}

export function EntryPage({ source, name }: EntryProps) {
  const t = catalogueText.value;
  const [resource] = useState(() =>
    createResource<CatalogueEntryReply>(() => call(ENTRY, { params: { source, entry: name } }), noticeFault),
  );
  useEffect(() => {
    void resource.load();
    if (installed.value.peek() === undefined) void installed.load();
  }, [resource]);
  const reply = resource.value.value;
  const error = resource.error.value;
  const isGone = error?.code === 'not_found';
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{reply?.entry.title ?? name}</SectionTitle>
      <p>
        <a href={placeHash('catalogue')}>{t.entry.back}</a>
      </p>
      <FaultNotice
        error={error}
        message={isGone ? t.entry.gone : error?.code === 'network' ? t.offline : undefined}
        onRetry={isGone ? undefined : () => void resource.load()}
      />
      <p class="quiet" role="status">
        {reply === undefined && resource.isLoading.value ? deskText.value.loading : ''}
      </p>
      {reply !== undefined && (
        <>
          <Marks entry={reply.entry} />
          <p class="catalogue-about">{reply.entry.description}</p>
          <Facts entry={reply.entry} />
          <Ways entry={reply.entry} />
          <Versions reply={reply} />
        </>
      )}
    </section>
  );
}

function Facts({ entry }: { readonly entry: CatalogueEntry }) {
  const t = catalogueText.value.entry;
  return (
    <>
      {entry.status !== 'active' && (
        <p class="notice notice-wait">
          {t.statuses[entry.status]}
          {entry.status_message !== undefined && `: ${entry.status_message}`}
        </p>
      )}
      <dl class="facts">
        <Fact name={t.name}>
          <code>{entry.name}</code>
        </Fact>
        {entry.version !== null && <Fact name={t.version}>{entry.version}</Fact>}
        {entry.updated_at !== null && (
          <Fact name={t.updated}>
            <Instant iso={entry.updated_at} />
          </Fact>
        )}
        <Address name={t.repository} url={entry.repository} />
        <Address name={t.website} url={entry.website} />
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="catalogue-word">{children}</dd>
    </div>
  );
}

/** Shown as it is: nobody should be led where they did not mean to go. */
function Address({ name, url }: { readonly name: string; readonly url: string | undefined }) {
  if (url === undefined) return null;
  return (
    <Fact name={name}>
      <a href={url} rel="noreferrer noopener external" title={catalogueText.value.entry.opensElsewhere}>
        {url}
      </a>
    </Fact>
  );
}

function Versions({ reply: { versions, versions_state: state } }: { readonly reply: CatalogueEntryReply }) {
  const t = catalogueText.value.entry;
  if (state === 'none') return null;
  return (
    <section class="stack-tight" aria-labelledby="entry-versions">
      <h3 id="entry-versions">{t.versions}</h3>
      {state === 'stale' && <p class="notice notice-wait">{t.stale}</p>}
      {state === 'unavailable' && <p class="notice notice-wait">{t.unavailable}</p>}
      <ul class="rows">
        {versions.map(({ version, status, published_at, is_latest }) => (
          <li key={version} class="row">
            <span class="marks">
              <strong class="catalogue-word">{version}</strong>
              {is_latest && <span class="tag-mark tag-good">{t.latest}</span>}
              {status !== 'active' && <span class="tag-mark tag-wait">{t.statuses[status]}</span>}
            </span>
            {published_at !== null && <Instant iso={published_at} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
