/**
 * The grammar of one line of a metrics page, strictly as the formats have it and independent of the code that writes
 * them. `exposition-parser.ts` judges what the lines say together.
 */

export type Labels = Readonly<Record<string, string>>;

export interface PageSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: { readonly labels: Labels; readonly value: number; readonly seconds: number };
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL_SET = String.raw`\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\}`;
const SAMPLE = new RegExp(`^(${NAME})(${LABEL_SET})? ([^ ]+)(?: # (${LABEL_SET}) ([^ ]+) ([^ ]+))?$`, 'u');
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,(?=[a-zA-Z_])|$)/uy;
const NUMBER = /^(?:[+-]Inf|NaN|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]\d+)?)$/;
const EXEMPLAR_CHARS_MAX = 128;

export function parseSample(line: string): PageSample {
  const [, name, labels = '{}', value, exemplarLabels, exemplarValue, seconds] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new SyntaxError(`not a sample: ${line}`);
  const sample = { name, labels: parseLabels(labels), value: parseNumber(value) };
  if (exemplarLabels === undefined || exemplarValue === undefined || seconds === undefined) return sample;
  const exemplar = {
    labels: parseLabels(exemplarLabels),
    value: parseNumber(exemplarValue),
    seconds: parseNumber(seconds),
  };
  if (Array.from(Object.entries(exemplar.labels).flat().join('')).length > EXEMPLAR_CHARS_MAX) {
    throw new SyntaxError(`the exemplar is too long: ${line}`);
  }
  return { ...sample, exemplar };
}

function parseLabels(text: string): Labels {
  const inner = text.slice(1, -1);
  const labels: Record<string, string> = Object.create(null);
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inner.length) {
    const at = LABEL.lastIndex;
    const [, name, value] = LABEL.exec(inner) ?? [];
    if (name === undefined || value === undefined) throw new SyntaxError(`not a label at ${at}: ${text}`);
    if (name in labels) throw new SyntaxError(`label ${name} stands twice: ${text}`);
    labels[name] = unescaped(value);
  }
  return labels;
}

/** Undoes the escapes of label values and help texts. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gu, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

export function parseNumber(text: string): number {
  if (!NUMBER.test(text)) throw new SyntaxError(`not a number: ${text}`);
  return Number(text.replace('Inf', 'Infinity'));
}
