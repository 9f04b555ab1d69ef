/**
 * How the copy of a source stands, and what follows from how a refresh went. Pure: the object that refreshes keeps it in D1,
 * where everybody reads it.
 */
import * as z from 'zod';
import type { CatalogueSourceState } from '../../../shared/catalogue.schema.ts';
import {
  CATALOGUE_WARNINGS,
  type CatalogueSource,
  type CatalogueWarning,
  type RefreshResult,
} from '../../../shared/catalogue.vocabulary.ts';
import {
  CONTINUE_AFTER_MS,
  CURSOR_CHARS_MAX,
  CUT_OFF_MS,
  FULL_WALK_INTERVAL_MS,
  NEWS_OVERLAP_MS,
  REFRESH_INTERVAL_MS,
  RETRY_FIRST_MS,
} from './catalogue.constants.ts';

const ms = z.int().nonnegative();

/** Where a walk stands. */
export const walkSchema = z.strictObject({
  /** Beginning of the full walk that this one is, or that it adds to: what no full walk has seen is gone. */
  id: ms,
  /** When this walk began. */
  startedMs: ms,
  /** Only what has changed since is asked for; undefined for a full walk. */
  sinceMs: ms.optional(),
  /** Where to go on. */
  cursor: z.string().max(CURSOR_CHARS_MAX).optional(),
  pages: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
});
export type Walk = z.infer<typeof walkSchema>;

export const sourceStateSchema = z.strictObject({
  v: z.literal(1),
  entries: z.int().nonnegative(),
  /** When the source last answered. */
  refreshedMs: ms.nullable(),
  /** When a full walk last came to its end, and the id of that walk. */
  completeMs: ms.nullable(),
  completeId: ms.nullable(),
  /** When the last walk of any kind that came to its end began. */
  newsMs: ms.nullable(),
  warning: z.enum(CATALOGUE_WARNINGS).nullable(),
  dropped: z.int().nonnegative(),
  /** When a refresh was last asked for or begun. */
  attemptMs: ms.nullable(),
  isRefreshing: z.boolean(),
  failures: z.int().nonnegative(),
  /** A walk that is not at its end. */
  walk: walkSchema.nullable(),
  /** What was last sent with the source's list as its entity tag. */
  etag: z.string().max(256).nullable(),
});
export type SourceState = z.infer<typeof sourceStateSchema>;

export const emptyState: SourceState = {
  v: 1,
  entries: 0,
  refreshedMs: null,
  completeMs: null,
  completeId: null,
  newsMs: null,
  warning: null,
  dropped: 0,
  attemptMs: null,
  isRefreshing: false,
  failures: 0,
  walk: null,
  etag: null,
};

/** The walk of the next refresh: the one that is not at its end, news, or everything anew. */
export function nextWalk(state: SourceState, nowMs: number): Walk {
  if (state.walk !== null) return state.walk;
  const { completeMs, completeId, newsMs } = state;
  const isDue = completeMs === null || nowMs - completeMs >= FULL_WALK_INTERVAL_MS;
  return isDue || completeId === null || newsMs === null
    ? { id: nowMs, startedMs: nowMs, pages: 0, dropped: 0 }
    : { id: completeId, startedMs: nowMs, sinceMs: Math.max(0, newsMs - NEWS_OVERLAP_MS), pages: 0, dropped: 0 };
}

/** How a refresh went. */
export interface WalkOutcome {
  readonly walk: Walk;
  /** Whether the walk is at its end. */
  readonly isFinished: boolean;
  readonly warning: CatalogueWarning | null;
  /** Whether the source has answered at all. */
  readonly hasAnswered: boolean;
  /** Milliseconds since the epoch before which the source does not want to be asked. */
  readonly notBeforeMs?: number | undefined;
  readonly etag?: string | null;
}

export function resultOf({ isFinished, hasAnswered }: WalkOutcome): RefreshResult {
  if (isFinished) return 'complete';
  return hasAnswered ? 'partial' : 'failed';
}

export function afterRefresh(state: SourceState, outcome: WalkOutcome, entries: number, nowMs: number): SourceState {
  const { walk, isFinished, hasAnswered, warning } = outcome;
  const isFullEnd = isFinished && walk.sinceMs === undefined;
  return {
    ...state,
    entries,
    isRefreshing: false,
    warning,
    failures: hasAnswered ? 0 : state.failures + 1,
    refreshedMs: hasAnswered ? nowMs : state.refreshedMs,
    completeMs: isFullEnd ? nowMs : state.completeMs,
    completeId: isFullEnd ? walk.id : state.completeId,
    newsMs: isFinished ? walk.startedMs : state.newsMs,
    dropped: isFullEnd || walk.sinceMs === undefined ? walk.dropped : state.dropped,
    // A lost cursor cannot be gone on from.
    walk: isFinished || warning === 'cursor_lost' ? null : walk,
    etag: outcome.etag === undefined ? state.etag : outcome.etag,
  };
}

/** When the next refresh follows by itself. */
export function nextRefreshMs(state: SourceState, outcome: WalkOutcome, nowMs: number): number {
  const inMs = outcome.isFinished
    ? REFRESH_INTERVAL_MS
    : state.failures === 0
      ? CONTINUE_AFTER_MS
      : Math.min(REFRESH_INTERVAL_MS, RETRY_FIRST_MS * 2 ** Math.min(state.failures - 1, 10));
  return Math.max(nowMs + inMs, outcome.notBeforeMs ?? 0);
}

/** For readers. */
export function stateView(source: CatalogueSource, state: SourceState, nowMs: number): CatalogueSourceState {
  const { refreshedMs, attemptMs } = state;
  return {
    source,
    entries: state.entries,
    refreshed_at: refreshedMs === null ? null : new Date(refreshedMs).toISOString(),
    age_seconds: refreshedMs === null ? null : Math.max(0, Math.floor((nowMs - refreshedMs) / 1000)),
    is_complete: state.completeMs !== null,
    is_refreshing: state.isRefreshing && attemptMs !== null && nowMs - attemptMs < CUT_OFF_MS,
    warning: state.warning,
    dropped: state.dropped,
  };
}
