/**
 * A strict reader of metrics pages, for the tests: it refuses what the formats forbid, including what
 * `promtool check metrics` lets pass (series that stand twice, families in pieces, histograms without +Inf, buckets that
 * fall, a wrong count, negative counters, an empty page).
 */
import { type PageSample, parseNumber, parseSample, unescaped } from './exposition-lines.ts';

export interface Family {
  readonly name: string;
  type: string;
  help: string;
  unit: string;
  readonly samples: PageSample[];
}

export type PageFormat = 'text' | 'openmetrics';

/** Which line may follow which within a family. */
const HEADERS = { openmetrics: ['TYPE', 'UNIT', 'HELP'], text: ['HELP', 'TYPE'] } as const;

/** @throws SyntaxError naming the first fault. */
export function parsePage(page: string, format: PageFormat): Family[] {
  if (!page.endsWith('\n') || page.includes('\r\n')) throw new SyntaxError('lines must end in one line feed');
  const lines = page.slice(0, -1).split('\n');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new SyntaxError('the last line must be # EOF');
  const families: Family[] = [];
  let header = -1;
  for (const line of lines) {
    const [, keyword, name = '', rest = ''] = /^# ([A-Z]+) (\S+) (.*)$/su.exec(line) ?? [];
    if (keyword === undefined) {
      const family = families.at(-1);
      if (family === undefined || line.startsWith('#')) throw new SyntaxError(`unexpected: ${line}`);
      family.samples.push(parseSample(line));
      header = HEADERS[format].length;
      continue;
    }
    const order = (HEADERS[format] as readonly string[]).indexOf(keyword);
    if (order < 0) throw new SyntaxError(`unexpected: ${line}`);
    if (families.at(-1)?.name !== name) {
      if (families.some((family) => family.name === name)) throw new SyntaxError(`${name} stands in pieces`);
      families.push({ name, type: '', help: '', unit: '', samples: [] });
    } else if (order <= header) throw new SyntaxError(`out of order: ${line}`);
    header = order;
    const family = families.at(-1) as Family;
    if (keyword === 'TYPE') family.type = rest;
    else if (keyword === 'UNIT') family.unit = rest;
    else family.help = unescaped(rest);
  }
  if (families.length === 0) throw new SyntaxError('the page is empty');
  for (const family of families) judgeFamily(family, format);
  return families;
}

function judgeFamily({ name, type, unit, samples }: Family, format: PageFormat): void {
  const refuse = (fault: string): never => {
    throw new SyntaxError(`${name}: ${fault}`);
  };
  if (!['counter', 'gauge', 'histogram'].includes(type)) refuse(`type ${type}`);
  if (samples.length === 0) refuse('no samples');
  if (unit !== '' && !name.endsWith(`_${unit}`)) refuse(`unit ${unit} is no suffix of the name`);
  if (format === 'openmetrics' && name.endsWith('_total')) refuse('a family ends in _total');
  const seen = new Set<string>();
  for (const sample of samples) {
    const suffix = sample.name.slice(name.length);
    const wanted = type === 'histogram' ? ['_bucket', '_sum', '_count'] : type === 'gauge' ? [''] : ['', '_total'];
    if (!sample.name.startsWith(name) || !wanted.includes(suffix)) refuse(`foreign sample ${sample.name}`);
    if (type === 'counter' && !sample.name.endsWith('_total')) refuse('a counter without _total');
    const pairs = Object.entries(sample.labels).map((pair) => JSON.stringify(pair));
    const key = `${sample.name} ${pairs.sort().join()}`;
    if (seen.has(key)) refuse(`twice: ${key}`);
    seen.add(key);
    if (type !== 'gauge' && !(sample.value >= 0)) refuse(`${sample.name} is ${sample.value}`);
    if (sample.exemplar !== undefined && (format !== 'openmetrics' || suffix !== '_bucket')) refuse('exemplar');
  }
  if (type === 'histogram') for (const group of groupsOf(samples)) judgeHistogram(group, refuse);
}

/** The lines of each histogram, in the order of the page; a histogram in pieces becomes two groups. */
function groupsOf(samples: readonly PageSample[]): PageSample[][] {
  const groups: PageSample[][] = [];
  let last = '';
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels));
    if (key !== last || groups.length === 0) groups.push([]);
    groups.at(-1)?.push(sample);
    last = key;
  }
  return groups;
}

function judgeHistogram(group: readonly PageSample[], refuse: (fault: string) => never): void {
  const buckets = group.filter(({ name }) => name.endsWith('_bucket'));
  const names = group.slice(buckets.length).map(({ name }) => name.replace(/^.*_/, ''));
  if (names.join() !== 'sum,count') refuse(`after the buckets: ${names.join()}`);
  if (buckets.at(-1)?.labels.le !== '+Inf') refuse('no +Inf at the end');
  if (group.at(-1)?.value !== buckets.at(-1)?.value) refuse('the count differs from +Inf');
  let before = { bound: Number.NEGATIVE_INFINITY, value: 0 };
  for (const { labels, value, exemplar } of buckets) {
    const bound = parseNumber(labels.le ?? '');
    if (!/[.e]|Inf/.test(labels.le ?? '') || bound <= before.bound) refuse(`le ${labels.le}`);
    if (!Number.isInteger(value) || value < before.value) refuse(`bucket ${labels.le} falls`);
    if (exemplar !== undefined && !(exemplar.value > before.bound && exemplar.value <= bound)) refuse('exemplar');
    if (exemplar !== undefined && value === before.value) refuse('an exemplar in an empty bucket');
    before = { bound, value };
  }
}
