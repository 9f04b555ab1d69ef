/**
 * Filters of a round: from what a caller sent to the one normal form that tokens, pools and storage names are built on.
 */

import type { Filters, FiltersInput, Manifest } from '../../shared/rounds.schema.ts';
import { filters as filtersSchema } from '../../shared/rounds.schema.ts';
import { MIXED } from '../../shared/rounds.vocabulary.ts';
import { AppError } from '../kernel/errors.ts';

type Facet = keyof FiltersInput;

/**
 * Normalises filters and checks them against the manifest: `mixed` is no filter, at most one difficulty and era, series
 * sorted and distinct.
 *
 * @throws AppError `bad_request` with a pointer to the facet.
 */
export function normaliseFilters(input: FiltersInput | undefined, facets: Manifest['facets']): Filters {
  const difficulty = valuesOf('difficulty', input?.difficulty, facets.difficulty);
  const era = valuesOf('era', input?.era, facets.era);
  const series = valuesOf('series', input?.series, facets.series);
  return filtersSchema.parse({
    ...(difficulty.length > 0 && { difficulty: onlyOne('difficulty', difficulty) }),
    ...(era.length > 0 && { era: onlyOne('era', era) }),
    ...(series.length > 0 && { series: series.toSorted() }),
  });
}

/** The normal form as text: sorted keys, compact JSON. `{}` when there is no filter. */
export function filtersKeyOf({ difficulty, era, series }: Filters): string {
  return JSON.stringify({ difficulty, era, series });
}

/**
 * Reads a filters key back.
 *
 * @returns The filters, or undefined unless the text is exactly a normal form under this manifest.
 */
export function parseFiltersKey(key: string, facets: Manifest['facets']): Filters | undefined {
  try {
    const filters = normaliseFilters(filtersSchema.parse(JSON.parse(key)) as FiltersInput, facets);
    return filtersKeyOf(filters) === key ? filters : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The 32-bit "times 31" hash of a filters key in 8 hex digits, as the existing storage names have it. It collides
 * easily: nothing may rest on it alone, so the token binds the key itself.
 */
export function filtersHashOf(key: string): string {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return Math.abs(hash).toString(16).padStart(8, '0');
}

function valuesOf(facet: Facet, input: string | readonly string[] | undefined, known: readonly string[]): string[] {
  const values = typeof input === 'string' ? [input] : (input ?? []);
  for (const value of values) {
    if (known.includes(value)) continue;
    throw new AppError('bad_request', {
      message: `The manifest has no such ${facet}.`,
      details: { pointer: `/filters/${facet}` },
    });
  }
  return [...new Set(values)].filter((value) => value !== MIXED);
}

function onlyOne(facet: Facet, values: readonly string[]): string | undefined {
  if (values.length === 1) return values[0];
  const message = `At most one ${facet} may be given.`;
  throw new AppError('bad_request', { message, details: { pointer: `/filters/${facet}` } });
}
