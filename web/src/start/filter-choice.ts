/**
 * What the player picked on the start page, and its stored form. Pure.
 *
 * The stored choice is fitted to the manifest before use: a facet value that is no longer offered is dropped, never
 * sent.
 */
import type { Filters, FiltersInput, Manifest } from '../../../shared/rounds.schema.ts';
import {
  DIFFICULTIES,
  type Difficulty,
  ERAS,
  type Era,
  MIXED,
  ROUND_TOTAL_MAX,
  SERIES_FILTER_MAX,
} from '../../../shared/rounds.vocabulary.ts';
import { closedObject, integerOf, listOf, oneOf, readJson, textOf } from '../storage/shape.ts';

/** Lengths of a round that the start page offers. */
export const ROUND_SIZES = [5, 10, 20] as const;
const ROUND_SIZE_DEFAULT = 10;

export interface FilterChoice {
  readonly difficulty: Difficulty | typeof MIXED;
  readonly era: Era | typeof MIXED;
  /** Empty means all series. */
  readonly series: readonly string[];
  readonly size: number;
}

export const OPEN_CHOICE: FilterChoice = { difficulty: MIXED, era: MIXED, series: [], size: ROUND_SIZE_DEFAULT };

export function parseChoice(text: string | undefined): FilterChoice {
  return readJson(text, readChoice) ?? OPEN_CHOICE;
}

export function serializeChoice(choice: FilterChoice): string {
  return JSON.stringify({ version: 1, ...choice });
}

function readChoice(value: unknown): FilterChoice {
  const it = closedObject(value, ['version', 'difficulty', 'era', 'series', 'size']);
  integerOf(it.version, 1, 1);
  return {
    difficulty: oneOf(it.difficulty, [...DIFFICULTIES, MIXED]),
    era: oneOf(it.era, [...ERAS, MIXED]),
    series: listOf(it.series, SERIES_FILTER_MAX, (entry) => textOf(entry, 40)),
    size: integerOf(it.size, 1, ROUND_TOTAL_MAX),
  };
}

/** Series of the manifest without the value that stands for all of them. */
export function offeredSeries(manifest: Manifest): readonly string[] {
  return manifest.facets.series.filter((series) => series !== MIXED);
}

export function fitToManifest(choice: FilterChoice, manifest: Manifest): FilterChoice {
  const { facets } = manifest;
  const sizes: readonly number[] = ROUND_SIZES;
  return {
    difficulty: facets.difficulty.includes(choice.difficulty) ? choice.difficulty : MIXED,
    era: facets.era.includes(choice.era) ? choice.era : MIXED,
    series: choice.series.filter((series) => offeredSeries(manifest).includes(series)),
    size: sizes.includes(choice.size) ? choice.size : ROUND_SIZE_DEFAULT,
  };
}

/** The filters to send: open facets are left out. */
export function toFilters(choice: FilterChoice): FiltersInput {
  return {
    ...(choice.difficulty !== MIXED && { difficulty: choice.difficulty }),
    ...(choice.era !== MIXED && { era: choice.era }),
    ...(choice.series.length > 0 && { series: [...choice.series] }),
  };
}

/** Filters of a played round, in the form a new round takes them. */
export function sameFilters(filters: Filters): FiltersInput {
  const { series, ...single } = filters;
  return { ...single, ...(series && { series: [...series] }) };
}

export function toggleSeries(choice: FilterChoice, series: string): FilterChoice {
  const without = choice.series.filter((entry) => entry !== series);
  return { ...choice, series: without.length < choice.series.length ? without : [...without, series] };
}

/** Questions that a round will really have. */
export function roundSize(choice: FilterChoice, available: number): number {
  return Math.min(choice.size, available);
}
