/** What is searched for and what was found. It outlives a look at one entry, so that the way back leads to the same place. */
import { signal } from '@preact/signals';
import type { CatalogueReply } from '../../../../shared/catalogue.schema.ts';
import type { CatalogueSource } from '../../../../shared/catalogue.vocabulary.ts';
import type { ServersReply } from '../../../../shared/servers.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';
import { LIST_SERVERS, SEARCH } from './addresses.ts';

export interface Search {
  readonly q: string;
  readonly category: string;
  readonly source: CatalogueSource | '';
  readonly page: number;
}

export const search = signal<Search>({ q: '', category: '', source: '', page: 1 });

export const found = createResource<CatalogueReply>(() => {
  const { page, ...rest } = search.peek();
  return call(SEARCH, { query: { ...rest, page: String(page) } });
}, noticeFault);

/** For the badges alone: what cannot be told leaves none. */
export const installed = createResource<ServersReply>(() => call(LIST_SERVERS));

/** A change of anything but the page leads to the first one. */
export function searchFor(change: Partial<Search>): void {
  search.value = { ...search.peek(), page: 1, ...change };
  void found.load();
}
