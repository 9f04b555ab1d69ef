/** Builds the catalogue. */
import type { Endpoint } from '../../kernel/app.ts';
import type { SeriesSource } from '../../kernel/metrics/sources.ts';
import type { ConsoleParts } from '../console.ts';
import { catalogueEndpoints } from './catalogue.routes.ts';
import { catalogueSeries } from './catalogue.series.ts';
import { CatalogueService } from './catalogue.service.ts';

export function buildCatalogue({ bindings, config, guard, guardedFetch, clock, log }: ConsoleParts): {
  readonly endpoints: readonly Endpoint[];
  readonly sources: readonly SeriesSource[];
} {
  const catalogue = new CatalogueService({
    db: bindings.DB,
    kv: bindings.CONSOLE_CACHE,
    refreshers: bindings.CATALOGUE_REFRESHERS,
    registryUrl: config.CATALOGUE_REGISTRY_URL,
    fetch: guardedFetch.fetch,
    clock,
    log,
  });
  return { endpoints: catalogueEndpoints(catalogue, guard), sources: [catalogueSeries(bindings.DB, clock)] };
}
