/** What a page of metrics says about jobs as they are now. */
import type { Sample } from '../metrics/cells.ts';
import { type SeriesSource, sourced } from '../metrics/sources.ts';
import type { JobIndex } from './job-index.ts';

export function jobSeries(index: JobIndex): SeriesSource {
  return {
    name: 'jobs',
    read: async () => {
      const { dead_letters: letters, oldest_unfinished_at: oldest } = await index.counts();
      const samples: Sample[] = [sourced('jobs_dead_letters_waiting', {}, letters)];
      if (oldest === undefined) return samples;
      return [...samples, sourced('jobs_oldest_unfinished_timestamp_seconds', {}, Date.parse(oldest) / 1000)];
    },
  };
}
