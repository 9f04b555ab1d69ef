/** The routes of the catalogue. */
import {
  catalogueContract,
  catalogueEntryContract,
  catalogueSearchContract,
  forgetCatalogueContract,
  refreshCatalogueContract,
} from '../../../shared/catalogue.contract.ts';
import { CATALOGUE_SOURCES, ENTRY_NAME_CHARS_MAX } from '../../../shared/catalogue.vocabulary.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { requireOwner } from '../owner.ts';
import type { CatalogueService } from './catalogue.service.ts';

export function catalogueEndpoints(catalogue: CatalogueService, guard: Guard): Endpoint[] {
  return [
    endpoint(
      catalogueContract,
      async (query, { waitUntil }) => await catalogue.search({ q: '', ...query }, waitUntil),
      guard,
    ),
    endpoint(catalogueSearchContract, async (query, { waitUntil }) => await catalogue.search(query, waitUntil), guard),
    endpoint(
      catalogueEntryContract,
      async (_, { params }) => {
        const source = CATALOGUE_SOURCES.find((name) => name === params.source);
        const name = params.entry ?? '';
        if (source === undefined || name.length > ENTRY_NAME_CHARS_MAX) throw new AppError('not_found');
        return await catalogue.entry(source, name);
      },
      guard,
    ),
    endpoint(
      refreshCatalogueContract,
      async ({ source }, context) => {
        await catalogue.refresh(source, requireOwner(context), false);
        const headers = { 'Cache-Control': 'no-store' };
        return Response.json({ source, planned: true }, { status: 202, headers });
      },
      guard,
    ),
    endpoint(
      forgetCatalogueContract,
      async (_, context) => {
        const owner = requireOwner(context);
        const refused = await refusals(CATALOGUE_SOURCES.map((source) => catalogue.refresh(source, owner, true)));
        // What one source refuses another may have begun.
        if (refused.length === CATALOGUE_SOURCES.length) throw refused[0];
        return { success: true as const, message: 'All sources are read anew. Until then the copy stays as it is.' };
      },
      guard,
    ),
  ];
}

async function refusals(asked: readonly Promise<void>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(asked);
  return settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
}
