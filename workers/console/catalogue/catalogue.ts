/** Builds the catalogue. */
import type { Endpoint } from '../../kernel/app.ts';
import type { SeriesSource } from '../../kernel/metrics/sources.ts';
import type { ConsoleParts } from '../console.ts';
import { catalogueEndpoints } from './catalogue.routes.ts';
import { catalogueSeries } from './catalogue.series.ts';
import { CatalogueService, type GithubTokens } from './catalogue.service.ts';

/** @param github The tokens that people have named for GitHub. */
export function buildCatalogue(
  { bindings, config, guard, guardedFetch, clock, log }: ConsoleParts,
  github: GithubTokens,
): {
  readonly endpoints: readonly Endpoint[];
  readonly sources: readonly SeriesSource[];
} {
  const catalogue = new CatalogueService({
    db: bindings.DB,
    kv: bindings.CONSOLE_CACHE,
    refreshers: bindings.CATALOGUE_REFRESHERS,
    registryUrl: config.CATALOGUE_REGISTRY_URL,
    fetch: guardedFetch.fetch,
    github,
    clock,
    log,
  });
  return { endpoints: catalogueEndpoints(catalogue, guard), sources: [catalogueSeries(bindings.DB, clock)] };
}
