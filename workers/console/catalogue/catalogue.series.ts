/** The copies as series: how old they are and how much is there. A source that was never read has none. */

import type { Clock } from '../../kernel/clock.ts';
import type { SeriesSource } from '../../kernel/metrics/sources.ts';
import { sourced } from '../../kernel/metrics/sources.ts';
import { EntryStore } from './entry-store.ts';

export function catalogueSeries(db: D1Database, clock: Clock): SeriesSource {
  const store = new EntryStore(db);
  return {
    name: 'catalogue',
    read: async () => {
      const states = await store.states();
      return [...states].flatMap(([source, { refreshedMs, entries }]) =>
        refreshedMs === null
          ? []
          : [
              sourced('catalogue_age_seconds', { source }, Math.max(0, (clock.nowMs() - refreshedMs) / 1000)),
              sourced('catalogue_entries', { source }, entries),
            ],
      );
    },
  };
}
