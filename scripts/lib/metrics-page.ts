/** Reads the page of `/metrics`, either format, as far as commands need it: which series has which value. */

export interface PageSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)(?: # \{.*\} \S+(?: \S+)?)?$/s;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs;

/** @throws SyntaxError when it is not a metrics page, or an empty or a cut one. */
export function parseMetricsPage(text: string, contentType: string | null): PageSample[] {
  const isOpenMetrics = contentType?.startsWith('application/openmetrics-text') ?? false;
  if (!isOpenMetrics && !contentType?.startsWith('text/plain')) throw new SyntaxError('it is no metrics page');
  if (!text.endsWith(isOpenMetrics ? '\n# EOF\n' : '\n')) throw new SyntaxError('it is cut off');
  const samples = text.split('\n').flatMap((line) => (line === '' || line.startsWith('# ') ? [] : [parseSample(line)]));
  if (samples.length === 0) throw new SyntaxError('it has no series');
  return samples;
}

function parseSample(line: string): PageSample {
  const [, name, labels = '', text = ''] = SAMPLE.exec(line) ?? [];
  const value = text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
  if (name === undefined || (Number.isNaN(value) && text !== 'NaN')) throw new SyntaxError('a line makes no sense');
  const pairs = Array.from(labels.matchAll(LABEL), ([, label = '', raw = '']) => [label, unescaped(raw)] as const);
  return { name, labels: new Map(pairs), value };
}

function unescaped(raw: string): string {
  return raw.replaceAll(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}
