/** One entry of the list. */
import type { CatalogueSummary } from '../../../../shared/catalogue.schema.ts';
import { placeHash } from '../place.ts';
import { installed } from './catalogue-state.ts';
import { catalogueText } from './catalogue-texts.ts';
import { isInstalled } from './installed.ts';

export function EntryCard({ entry }: { readonly entry: CatalogueSummary }) {
  const t = catalogueText.value;
  const { source, name, title, description, image } = entry;
  return (
    <li class="row catalogue-card">
      <h3>
        <a href={placeHash('catalogue', source, name)}>{title}</a>
      </h3>
      <p class="quiet">
        <small>
          {t.sources[source]}
          {title !== name && ` · ${name}`}
        </small>
      </p>
      <Marks entry={entry} />
      <p class="catalogue-about">{description}</p>
      <div class="actions">
        {image !== null && (
          <a
            class="button button-quiet"
            href={placeHash('servers', 'install', source, name)}
            aria-label={t.installIt(title)}
          >
            {t.install}
          </a>
        )}
      </div>
    </li>
  );
}

export function Marks({ entry }: { readonly entry: CatalogueSummary }) {
  const t = catalogueText.value;
  const mine = installed.value.value?.servers.map(({ image }) => image) ?? [];
  return (
    <p class="marks">
      {isInstalled(entry.image, mine) && <span class="tag-mark tag-good">{t.installed}</span>}
      {entry.status !== 'active' && <span class="tag-mark tag-wait">{t.entry.statuses[entry.status]}</span>}
      {entry.image !== null && <span class="tag-mark">{t.image}</span>}
      {entry.has_remote && <span class="tag-mark">{t.remote}</span>}
      {entry.category !== null && <span class="tag-mark">{entry.category}</span>}
    </p>
  );
}
