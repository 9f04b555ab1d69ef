/** From slices to figures: medians of each contestant, and ratios to a base taken within each round. */
import type { Contestant, Slice } from './contest.ts';

export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Line {
  readonly id: string;
  readonly label: string;
  readonly base: string;
  readonly throughput: Ratio;
  readonly p50: Ratio;
  readonly p99: Ratio;
  /** Of processor time for one answer; not known on every system. */
  readonly cpu: Ratio | undefined;
  /** Medians, of this machine. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: number | undefined;
  readonly busy: number | undefined;
  readonly failures: number;
}

/** Compares one contestant with another. */
export function compare(contestant: Contestant, base: string, slices: ReadonlyMap<string, readonly Slice[]>): Line {
  const own = slices.get(contestant.id) ?? [];
  const others = slices.get(base) ?? [];
  const ratio = (figure: 'perSecond' | 'p50Ms' | 'p99Ms' | 'cpuMicros'): Ratio => {
    const ratios = own.map((slice, round) => (slice[figure] ?? Number.NaN) / (others[round]?.[figure] ?? Number.NaN));
    return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
  };
  const known = (values: (number | undefined)[]) => values.filter((value) => value !== undefined);
  const cpuMicros = known(own.map((slice) => slice.cpuMicros));
  const busy = known(own.map((slice) => slice.busy));
  return {
    id: contestant.id,
    label: contestant.label,
    base,
    throughput: ratio('perSecond'),
    p50: ratio('p50Ms'),
    p99: ratio('p99Ms'),
    cpu: cpuMicros.length === own.length ? ratio('cpuMicros') : undefined,
    perSecond: median(own.map((slice) => slice.perSecond)),
    p50Ms: median(own.map((slice) => slice.p50Ms)),
    p99Ms: median(own.map((slice) => slice.p99Ms)),
    cpuMicros: cpuMicros.length > 0 ? median(cpuMicros) : undefined,
    busy: busy.length > 0 ? median(busy) : undefined,
    failures: own.reduce((sum, slice) => sum + slice.failures, 0),
  };
}

/** Text table of lines that share a base. */
export function table(title: string, lines: readonly Line[]): string {
  const head = [
    '',
    'throughput ×',
    '(min–max)',
    'p50 ×',
    'p99 ×',
    'CPU ×',
    'req/s',
    'p50 ms',
    'p99 ms',
    'CPU µs/req',
    'busy',
  ];
  const rows = lines.map((line) => [
    line.label + (line.failures > 0 ? ` [${line.failures} FAILED]` : ''),
    line.throughput.median.toFixed(2),
    `${line.throughput.min.toFixed(2)}–${line.throughput.max.toFixed(2)}`,
    line.p50.median.toFixed(2),
    line.p99.median.toFixed(2),
    line.cpu?.median.toFixed(2) ?? '–',
    line.perSecond.toFixed(0),
    line.p50Ms.toFixed(1),
    line.p99Ms.toFixed(1),
    line.cpuMicros?.toFixed(0) ?? '–',
    line.busy === undefined ? '–' : `${(line.busy * 100).toFixed(0)} %`,
  ]);
  return columns(title, [head, ...rows]);
}

/** Text table of cells; the first row is the head. */
export function columns(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const layOut = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [title, ...rows.map(layOut)].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
