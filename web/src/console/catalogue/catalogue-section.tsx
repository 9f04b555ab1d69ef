/** The part of the console about the catalogue: all of it, or one entry. */
import { CATALOGUE_SOURCES } from '../../../../shared/catalogue.vocabulary.ts';
import { place } from '../console-state.ts';
import { CatalogueList } from './catalogue-list.tsx';
import { EntryPage } from './entry-page.tsx';

export function CatalogueSection() {
  const [first, name] = place.value.names;
  const source = CATALOGUE_SOURCES.find((known) => known === first);
  return source === undefined || name === undefined ? <CatalogueList /> : <EntryPage source={source} name={name} />;
}
