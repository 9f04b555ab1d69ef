/** Parts of the documentation that are made from code. They stand between markers; a test fails when one is stale. */
import { METRICS, type Metric } from '../../workers/kernel/metrics/catalogue.ts';

interface GeneratedPart {
  readonly file: string;
  /** Name in the markers. */
  readonly name: string;
  readonly write: () => string;
}

export const GENERATED_PARTS: readonly GeneratedPart[] = [
  { file: 'docs/metrics.md', name: 'series', write: seriesTable },
];

/**
 * Puts the content between the markers `<!-- generated: name -->` and `<!-- end -->`.
 *
 * @throws Error when the markers are not there exactly once.
 */
export function withGenerated(text: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = '<!-- end -->';
  const [before, rest, ...more] = text.split(begin);
  const closing = rest?.indexOf(end) ?? -1;
  if (before === undefined || rest === undefined || more.length > 0 || closing < 0) {
    throw new Error(`There must be one pair of markers for "${name}".`);
  }
  return `${before}${begin}${content}${rest.slice(closing)}`;
}

function seriesTable(): string {
  const rows = Object.entries<Metric>(METRICS).map(([name, metric]) => {
    const labels = metric.labels.map((label) => `\`${label}\``).join(', ') || '–';
    const buckets = metric.type === 'histogram' ? ` Buckets: ${metric.buckets.join(', ')}.` : '';
    return `| \`${name}\` | ${metric.type} | ${labels} | ${metric.help.replaceAll('|', '\\|')}${buckets} |\n`;
  });
  return `| Series | Type | Labels | Meaning |\n|---|---|---|---|\n${rows.join('')}`;
}
