/** Leads tests in workerd to played sources of the catalogue: one world for each host under `.catalogue.test`. */
import { type Call, relayed } from '../relayed.ts';
import { type CatalogueSimulator, HOST_HEADER, startCatalogueSimulator } from './simulator.ts';

let simulator: Promise<CatalogueSimulator> | undefined;

export function isPlayedCatalogue(url: string): boolean {
  return new URL(url).hostname.endsWith('.catalogue.test');
}

export async function toPlayedCatalogue<Answer>(request: Call): Promise<Answer> {
  simulator ??= startCatalogueSimulator();
  const { origin } = await simulator;
  const { host, pathname, search } = new URL(request.url);
  return await relayed<Answer>(request, `${origin}${pathname}${search}`, { [HOST_HEADER]: host });
}
