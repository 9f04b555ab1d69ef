/**
 * Writes a snapshot as a page that Prometheus reads: text format 0.0.4 or OpenMetrics 1.0. Pure and deterministic:
 * families in the order of the catalogue, series sorted, each family in one piece.
 *
 * Both formats name and label every series alike (`le` has a decimal point in both), so that a server that negotiates
 * differently after an upgrade still finds the same series. `promtool check metrics` lets duplicate series, falling
 * buckets, a missing +Inf or a wrong count pass, so the tests hold this to a parser of their own.
 *
 * @see prometheus.io/docs/instrumenting/exposition_formats, OpenMetrics 1.0 (openmetrics.io)
 */
import { METRICS, type Metric, type MetricName } from './catalogue.ts';
import { type BucketsCell, type Cell, type Exemplar, emptyCell, isOfCatalogue, type Sample } from './cells.ts';

export type Format = 'text' | 'openmetrics';

/** OpenMetrics 1.0: characters in the names and values of the labels of an exemplar. */
const EXEMPLAR_CHARS_MAX = 128;
const EXEMPLAR_LABEL = 'request_id';
const UNIT_SUFFIX = /_(seconds|bytes|ratio)$/;

/**
 * @param samples At most one for each series; what the catalogue does not know is left out.
 * @returns The page, ending in a line feed.
 * @throws RangeError when two samples are of the same series.
 */
export function writePage(samples: readonly Sample[], format: Format): string {
  const byName = Map.groupBy(samples.filter(isOfCatalogue), ({ name }) => name);
  const lines: string[] = [];
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const series = inOrder(byName.get(name) ?? seriesFromTheStart(name));
    if (series.length > 0) writeFamily(lines, name, series, format);
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return lines.map((line) => `${line}\n`).join('');
}

/** A counter without labels is 0 before anything happens: a series that begins at 1 hides its first increase. */
function seriesFromTheStart(name: MetricName): Sample[] {
  const { type, labels } = METRICS[name];
  return labels.length === 0 && type !== 'gauge' ? [{ name, labels: [], cell: emptyCell(name) }] : [];
}

function inOrder(series: readonly Sample[]): { labels: readonly string[]; cell: Cell }[] {
  const keyed = series.map(({ labels, cell }) => ({ key: JSON.stringify(labels), labels, cell }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const [nth, { key }] of keyed.entries()) {
    if (key === keyed[nth + 1]?.key) throw new RangeError('a series stands twice in a snapshot');
  }
  return keyed;
}

function writeFamily(lines: string[], name: MetricName, series: ReturnType<typeof inOrder>, format: Format): void {
  const metric: Metric = METRICS[name];
  if (format === 'openmetrics') {
    const family = name.replace(/_total$/, '');
    const unit = UNIT_SUFFIX.exec(family)?.[1];
    lines.push(`# TYPE ${family} ${metric.type}`);
    if (unit !== undefined) lines.push(`# UNIT ${family} ${unit}`);
    lines.push(`# HELP ${family} ${escapeText(metric.help).replaceAll('"', '\\"')}`);
  } else {
    lines.push(`# HELP ${name} ${escapeText(metric.help)}`, `# TYPE ${name} ${metric.type}`);
  }
  for (const { labels, cell } of series) {
    const pairs = metric.labels.map((label, nth) => `${label}="${escapeLabel(labels[nth] ?? '')}"`);
    if (cell.kind === 'buckets' && metric.type === 'histogram') {
      writeHistogram(lines, name, metric.buckets, pairs, cell, format);
    } else if (cell.kind !== 'buckets') {
      lines.push(`${name}${braced(pairs)} ${writeNumber(cell.value)}`);
    }
  }
}

function writeHistogram(
  lines: string[],
  name: string,
  bounds: readonly number[],
  pairs: readonly string[],
  { counts, sum, exemplars }: BucketsCell,
  format: Format,
): void {
  let total = 0;
  for (const [nth, count] of counts.entries()) {
    total += count;
    const le = nth < bounds.length ? canonicalBound(bounds[nth] ?? 0) : '+Inf';
    const exemplar = format === 'openmetrics' ? writeExemplar(exemplars[nth] ?? null) : '';
    lines.push(`${name}_bucket${braced([...pairs, `le="${le}"`])} ${total}${exemplar}`);
  }
  lines.push(`${name}_sum${braced(pairs)} ${writeNumber(sum)}`, `${name}_count${braced(pairs)} ${total}`);
}

function writeExemplar(exemplar: Exemplar | null): string {
  if (exemplar === null) return '';
  const { requestId, value, atMs } = exemplar;
  if (EXEMPLAR_LABEL.length + requestId.length > EXEMPLAR_CHARS_MAX) return '';
  return ` # {${EXEMPLAR_LABEL}="${escapeLabel(requestId)}"} ${writeNumber(value)} ${(atMs / 1000).toFixed(3)}`;
}

function braced(pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(value: string): string {
  return escapeText(value).replaceAll('"', '\\"');
}

function writeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

/** A bound as OpenMetrics wants it: as Go's %g writes it, with `.0` where neither point nor exponent shows a float. */
export function canonicalBound(bound: number): string {
  const [digits = '', exponent = ''] = bound.toExponential().split('e');
  const power = Number(exponent);
  if (bound !== 0 && (power < -4 || power >= 6)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = String(bound);
  return text.includes('.') ? text : `${text}.0`;
}
