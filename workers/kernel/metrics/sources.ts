/**
 * Series that are facts about now, such as an age or a sum of a month: a feature is asked for them when a page is read,
 * and when a thing is gone its series are gone with it. What adds up over time goes through the recorder instead.
 *
 * A source that fails or takes too long is left out and counted; the rest of the page is as true without it.
 */
import { inTime } from '../in-time.ts';
import { describeThrown, type Log } from '../log.ts';
import { type LabelsOf, METRICS, type MetricName, type SourcedName } from './catalogue.ts';
import type { Sample } from './cells.ts';
import { LABEL_CHARS_MAX, SOURCE_SERIES_MAX, SOURCE_TIMEOUT_MS } from './metrics.constants.ts';
import type { Metrics } from './metrics.ts';

export interface SeriesSource {
  /** Of the feature, for the log and the count of failures. */
  readonly name: string;
  /** At most `SOURCE_SERIES_MAX`, each once. */
  read(): Promise<readonly Sample[]>;
}

/** @returns A sample of a series that a source tells. */
export function sourced<Name extends SourcedName>(name: Name, labels: LabelsOf<Name>, value: number): Sample {
  const values = METRICS[name].labels.map((label: string) => bounded(String(Reflect.get(labels, label))));
  return { name, labels: values, cell: { kind: 'max', value } };
}

interface Services {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly timeoutMs?: number;
}

/** Asks all sources at once. Never rejects. */
export async function readSources(
  sources: readonly SeriesSource[],
  { log, metrics, timeoutMs = SOURCE_TIMEOUT_MS }: Services,
): Promise<Sample[]> {
  const parts = sources.map(async (source) => {
    try {
      return checked(await inTime(source.read(), timeoutMs));
    } catch (error) {
      metrics.count('metrics_source_failures_total', { source: source.name });
      log.warn('metrics_source_failed', { source: source.name, cause: describeThrown(error) });
      return [];
    }
  });
  return (await Promise.all(parts)).flat();
}

/** A source is trusted with its numbers, not with the page: what would spoil it spoils the source's part alone. */
function checked(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length > SOURCE_SERIES_MAX) throw new RangeError(`more than ${SOURCE_SERIES_MAX} series`);
  const seen = new Set<string>();
  for (const { name, labels, cell } of samples) {
    if (!isSourced(name)) throw new TypeError(`${name} is no series of a source`);
    if (cell.kind !== 'max' || !Number.isFinite(cell.value)) throw new TypeError(`${name} has no value`);
    const key = JSON.stringify([name, ...labels]);
    if (seen.has(key)) throw new RangeError(`${name} stands twice`);
    seen.add(key);
  }
  return samples;
}

function isSourced(name: MetricName): boolean {
  return Object.hasOwn(METRICS, name) && 'origin' in METRICS[name];
}

function bounded(value: string): string {
  return value.slice(0, LABEL_CHARS_MAX).toWellFormed();
}
