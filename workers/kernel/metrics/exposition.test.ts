import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePage } from '../../testing/exposition-parser.ts';
import { METRICS, type MetricName } from './catalogue.ts';
import { emptyCell, type Sample } from './cells.ts';
import { canonicalBound, writePage } from './exposition.ts';

const FORMATS = ['text', 'openmetrics'] as const;
const HISTOGRAM_BOUNDS = METRICS.api_request_duration_seconds.buckets;

const counter = (value: number, ...labels: string[]): Sample => ({
  name: 'http_requests_total',
  labels,
  cell: { kind: 'sum', value },
});

/** A histogram with one exemplar in its third bucket. */
function histogram(...labels: string[]): Sample {
  const counts = [...HISTOGRAM_BOUNDS, Number.POSITIVE_INFINITY].map((_, bucket) => bucket);
  const exemplars = counts.map((bucket) =>
    bucket === 2 ? { requestId: 'b1c2-7', value: 0.0071, atMs: 1_700_000_000_250 } : null,
  );
  return {
    name: 'api_request_duration_seconds',
    labels,
    cell: { kind: 'buckets', counts, sum: 1.5e-7, exemplars },
  };
}

const familyOf = (page: string, format: (typeof FORMATS)[number], name: string) =>
  parsePage(page, format).find((family) => family.name === name);

describe('text format 0.0.4', () => {
  it('is exactly this', () => {
    const page = writePage([counter(3, '/v1/manifest', 'GET', '200'), histogram('/a')], 'text');
    expect(page).toContain(
      '# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n' +
        'http_requests_total{route="/v1/manifest",method="GET",status="200"} 3\n',
    );
    expect(page).toContain(
      '# TYPE api_request_duration_seconds histogram\n' +
        'api_request_duration_seconds_bucket{route="/a",le="0.002"} 0\n' +
        'api_request_duration_seconds_bucket{route="/a",le="0.005"} 1\n' +
        'api_request_duration_seconds_bucket{route="/a",le="0.01"} 3\n',
    );
    expect(page).toContain(
      'api_request_duration_seconds_bucket{route="/a",le="1.0"} 36\n' +
        'api_request_duration_seconds_bucket{route="/a",le="2.5"} 45\n' +
        'api_request_duration_seconds_bucket{route="/a",le="5.0"} 55\n' +
        'api_request_duration_seconds_bucket{route="/a",le="10.0"} 66\n' +
        'api_request_duration_seconds_bucket{route="/a",le="+Inf"} 78\n' +
        'api_request_duration_seconds_sum{route="/a"} 1.5e-7\n' +
        'api_request_duration_seconds_count{route="/a"} 78\n',
    );
    expect(page).not.toContain('EOF');
    expect(page).not.toContain(' # {');
  });
});

describe('OpenMetrics 1.0', () => {
  it('is exactly this', () => {
    const page = writePage([counter(3, '/v1/manifest', 'GET', '200'), histogram('/a')], 'openmetrics');
    expect(page).toContain(
      '# TYPE http_requests counter\n# HELP http_requests Requests answered.\n' +
        'http_requests_total{route="/v1/manifest",method="GET",status="200"} 3\n',
    );
    expect(page).toContain(
      '# TYPE api_request_duration_seconds histogram\n# UNIT api_request_duration_seconds seconds\n' +
        '# HELP api_request_duration_seconds ',
    );
    expect(page).toContain(
      'api_request_duration_seconds_bucket{route="/a",le="0.01"} 3 # {request_id="b1c2-7"} 0.0071 1700000000.250\n',
    );
    expect(page.endsWith('\n# EOF\n')).toBe(true);
  });

  it('leaves out an exemplar that would be too long', () => {
    const sample = histogram('/a');
    if (sample.cell.kind !== 'buckets') throw new TypeError('not a histogram');
    for (const [length, kept] of [
      [118, true],
      [119, false],
    ] as const) {
      sample.cell.exemplars[2] = { requestId: 'x'.repeat(length), value: 0.0071, atMs: 1 };
      expect(writePage([sample], 'openmetrics').includes(' # {')).toBe(kept);
    }
  });
});

describe.each(FORMATS)('any page in %s', (format) => {
  it('has counters without labels from the start, and no other series', () => {
    const names = parsePage(writePage([], format), format).map(({ name }) => name);
    expect(names).toContain(format === 'text' ? 'rounds_started_total' : 'rounds_started');
    expect(names).toContain('token_age_seconds');
    expect(names).not.toContain('build_info');
  });

  it('does not depend on the order in which samples come', () => {
    const samples = [counter(1, '/b', 'GET', '200'), histogram('/a'), counter(2, '/a', 'GET', '200'), histogram('')];
    const pages = [samples, samples.toReversed()].map((list) => writePage(list, format));
    expect(pages[0]).toBe(pages[1]);
  });

  it('refuses a series that stands twice', () => {
    expect(() => writePage([counter(1, 'a', 'b', 'c'), counter(1, 'a', 'b', 'c')], format)).toThrow(RangeError);
  });

  it('leaves out what this release does not know', () => {
    const foreign = [
      { name: 'retired_total' as MetricName, labels: [], cell: { kind: 'sum', value: 1 } },
      { name: 'toString' as MetricName, labels: [], cell: { kind: 'sum', value: 1 } },
      { ...counter(1, 'only one label') },
      { ...counter(1, 'a', 'b', 'c'), cell: { kind: 'max', value: 1 } },
      { ...histogram('/a'), cell: { kind: 'buckets', counts: [1], sum: 0, exemplars: [null] } },
    ] as const satisfies Sample[];
    expect(writePage(foreign, format)).toBe(writePage([], format));
  });

  it('reads back as what went in, whatever stands in labels and values', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('"', '\\', '\n', '\\n', '\\"', '\r', '{', '},'),
    );
    const value = fc.oneof(
      fc.nat(),
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 2 ** 53, 1e21, 5e-324, Number.MAX_VALUE),
    );
    const entries = fc.uniqueArray(fc.tuple(text, text, text, value), {
      selector: ([route, method, status]) => JSON.stringify([route, method, status]),
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, (list) => {
        const page = writePage(
          list.map(([route, method, status, amount]) => counter(amount, route, method, status)),
          format,
        );
        const name = format === 'text' ? 'http_requests_total' : 'http_requests';
        const read = familyOf(page, format, name)?.samples ?? [];
        const flat = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();
        expect(
          flat(read.map(({ labels, value: amount }) => [labels.route, labels.method, labels.status, amount])),
        ).toEqual(flat(list));
      }),
      { numRuns: 1000 },
    );
  });

  it('has sound histograms for any observations', () => {
    const counts = fc.array(fc.nat(1_000_000), {
      minLength: HISTOGRAM_BOUNDS.length + 1,
      maxLength: HISTOGRAM_BOUNDS.length + 1,
    });
    fc.assert(
      fc.property(counts, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (list, sum) => {
        const cell = { kind: 'buckets', counts: list, sum, exemplars: list.map(() => null) } as const;
        const page = writePage([{ ...histogram('/a'), cell: { ...cell, exemplars: [...cell.exemplars] } }], format);
        const samples = familyOf(page, format, 'api_request_duration_seconds')?.samples ?? [];
        expect(samples.find(({ name }) => name.endsWith('_count'))?.value).toBe(list.reduce((one, two) => one + two));
        expect(samples.find(({ name }) => name.endsWith('_sum'))?.value).toBe(sum);
      }),
    );
  });
});

describe('the bound of a bucket', () => {
  it.each([
    [0, '0.0'],
    [0.001, '0.001'],
    [0.1, '0.1'],
    [0.999, '0.999'],
    [1, '1.0'],
    [1.7, '1.7'],
    [10, '10.0'],
    [1e-10, '1e-10'],
    [1e-9, '1e-09'],
    [1e-5, '1e-05'],
    [1e-4, '0.0001'],
    [100_000, '100000.0'],
    [1e6, '1e+06'],
    [1e10, '1e+10'],
    [2.5e6, '2.5e+06'],
  ])('is written as OpenMetrics has it: %d', (bound, text) => {
    expect(canonicalBound(bound)).toBe(text);
  });
});

describe('the catalogue', () => {
  const entries = Object.entries(METRICS);

  it('has names that Prometheus and its conventions take', () => {
    for (const [name, { type, labels }] of entries) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      for (const label of labels) expect(label).toMatch(/^(?!__|le$)[a-z][a-z0-9_]*$/);
    }
  });

  it('has no two metrics with the same series', () => {
    const series = entries.flatMap(([name, { type }]) => {
      const family = name.replace(/_total$/, '');
      return type === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((suffix) => family + suffix) : [family];
    });
    expect(new Set(series).size).toBe(series.length);
  });

  it('has buckets that rise, and help that ends as a sentence', () => {
    for (const [name, metric] of entries) {
      expect(metric.help).toMatch(/^[A-Z].*\.$/);
      const bounds: readonly number[] = 'buckets' in metric ? metric.buckets : [];
      expect([...new Set(bounds)].toSorted((one, other) => one - other)).toEqual(bounds);
      expect(emptyCell(name as MetricName).kind === 'buckets').toBe(bounds.length > 0);
    }
  });
});
