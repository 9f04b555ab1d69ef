/**
 * Expressions for Prometheus whose series come from the metric catalogue: a name or a label that is not there does not
 * compile, and a name smuggled in as plain text throws. This knows names only; promtool checks the grammar.
 */
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  METRICS,
  type MetricName,
  type SourcedName,
} from '../../../workers/kernel/metrics/catalogue.ts';

/** `job` of every target in the scrape configuration. */
export const JOB = 'roundhouse';
export const ENVIRONMENTS = ['local', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

type HistogramPart = 'bucket' | 'sum' | 'count';
type SampleName = CounterName | GaugeName | SourcedName | `${HistogramName}_${HistogramPart}` | 'up';
type MetricOf<Name extends SampleName> = Name extends MetricName
  ? Name
  : Name extends `${infer Base extends HistogramName}_${HistogramPart}`
    ? Base
    : never;
/** Labels of the metric, `le` of a bucket, and `env`, which the scrape configuration gives to each target. */
export type SampleLabels<Name extends SampleName> = Partial<LabelsOf<MetricOf<Name>>> & {
  readonly env?: string;
  readonly le?: Name extends `${string}_bucket` ? string : never;
};

/** Made by `series`, `promql` and `recorded` only. */
export interface PromQl {
  readonly promql: string;
}

/** @returns The selector of one series of the catalogue, for our own job. */
export function series<Name extends SampleName>(name: Name, labels: SampleLabels<Name> = {}): PromQl {
  return { promql: selector(name, { job: JOB, ...labels }) };
}

export function selector(name: string, labels: Readonly<Record<string, string | undefined>>): string {
  const matchers = Object.entries(labels).flatMap(([label, value]) =>
    value === undefined ? [] : [`${label}=${JSON.stringify(value)}`],
  );
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`;
}

const GRAMMAR = ['and', 'by', 'ignoring', 'offset', 'on', 'or', 'unless'];
const FUNCTIONS = ['count', 'histogram_quantile', 'max', 'min', 'min_over_time', 'rate', 'sum', 'time', 'vector'];
const LABELS = ['env', 'le', ...Object.values(METRICS).flatMap((metric): readonly string[] => metric.labels)];
const WORDS: ReadonlySet<string> = new Set([...GRAMMAR, ...FUNCTIONS, ...LABELS]);

/** Words of an expression that are neither grammar, a function in use, nor a label: names of series. */
export function seriesNames(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}/g, '').replaceAll(/"[^"]*"/g, '');
  return [...new Set(bare.match(/(?<![\w:$])[A-Za-z_:][\w:]*/g) ?? [])].filter((word) => !WORDS.has(word));
}

/** Every name of a sample that a scrape brings. */
export function scrapedNames(): string[] {
  const names = Object.entries(METRICS).flatMap(([name, { type }]) =>
    type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
  );
  return [...names, 'up'];
}

/**
 * Tag for expressions: series and numbers are put in, never written out.
 *
 * @throws Error when the text itself names a series.
 */
export function promql(text: TemplateStringsArray, ...parts: readonly (PromQl | number)[]): PromQl {
  const named = text.flatMap((piece) => seriesNames(piece));
  if (named.length > 0) throw new Error(`Put series in with series(): ${named.join(', ')}`);
  const values = parts.map((part) => (typeof part === 'number' ? String(part) : part.promql));
  return { promql: String.raw({ raw: text }, ...values) };
}
