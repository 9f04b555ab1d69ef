import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import type { CounterName } from './catalogue.ts';
import type { Sample } from './cells.ts';
import { LABEL_CHARS_MAX, SOURCE_SERIES_MAX } from './metrics.constants.ts';
import { noMetrics } from './metrics.ts';
import { readSources, type SeriesSource, sourced } from './sources.ts';

const good = sourced('zaim_consecutive_failures', { account: 'home' }, 3);

function ask(...sources: SeriesSource[]) {
  const counted: [CounterName, object][] = [];
  const metrics = { ...noMetrics, count: (name: CounterName, labels: object) => void counted.push([name, labels]) };
  return { counted, told: readSources(sources, { log: createLog('silent'), metrics, timeoutMs: 20 }) };
}
const source = (name: string, read: () => Promise<readonly Sample[]>): SeriesSource => ({ name, read });
const telling = (name: string, ...samples: Sample[]) => source(name, async () => samples);

describe('readSources', () => {
  it('joins what all sources tell', async () => {
    const other = sourced('sealed_records', { key: 'sealing', kid: 'a' }, 1);
    expect(await ask(telling('one', good), telling('two', other)).told).toEqual([good, other]);
  });

  it.each<[string, () => Promise<readonly Sample[]>]>([
    ['rejects', () => Promise.reject(new Error('away'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['never answers', () => Promise.withResolvers<never>().promise],
    ['tells a series twice', async () => [good, good]],
    ['tells no number', async () => [sourced('sealed_records', { key: 'sealing', kid: 'a' }, Number.NaN)]],
    ['tells a counter', async () => [{ name: 'rounds_started_total', labels: [], cell: { kind: 'max', value: 1 } }]],
    [
      'tells too much',
      async () =>
        Array.from({ length: SOURCE_SERIES_MAX + 1 }, (_, nth) =>
          sourced('sealed_records', { key: 'sealing', kid: String(nth) }, 1),
        ),
    ],
  ])('leaves a source out that %s, counts it, and keeps the others', async (_, read) => {
    const { told, counted } = ask(source('bad', read), telling('good', good));
    expect(await told).toEqual([good]);
    expect(counted).toEqual([['metrics_source_failures_total', { source: 'bad' }]]);
  });

  it('cuts what a label may hold', () => {
    expect(sourced('sealed_records', { key: 'sealing', kid: 'x'.repeat(500) }, 1).labels[1]).toBe(
      'x'.repeat(LABEL_CHARS_MAX),
    );
    expect(sourced('sealed_records', { key: 'sealing', kid: 'a\ud800' }, 1).labels[1]).toBe('a\ufffd');
  });
});
