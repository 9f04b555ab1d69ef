/**
 * A Zipf load on one isolate of the decision service: how many questions it answers without D1, and out of what. As many
 * questions pass as come while a decision lives, then as many again: less would count when they end, not how often.
 */
import type { AccessField } from './access-field.ts';
import type { ZipfCosts, ZipfOrder } from './zipf-costs.ts';
import { EXPONENT, RESOURCES, SUBJECTS } from './zipf-load.ts';

/** Questions a second, on the clock of the isolate. */
const PER_SECOND = 1000;
/** Questions of one order: a request ends before the runtime loses patience. */
const ORDER = 1000;
/** So few that no call takes long on a clock that moves with the questions. */
const AT_ONCE = 16;
/** As long as an allow is kept, in seconds. */
const LIFE_SECONDS = 300;
/** Reads of D1 for a question where nothing is kept: policies, and what the subject has. */
const READS_WITHOUT = 2;

export interface Figures {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** Asks and reports. */
export async function zipfFigures({ zipf }: AccessField, progress: (text: string) => void): Promise<Figures> {
  const life = PER_SECOND * LIFE_SECONDS;
  const cold = await askFor(zipf.url, life, (asked) => progress(`Zipf load, cold: ${asked} of ${life}`));
  const warm = await askFor(zipf.url, life, (asked) => progress(`Zipf load, warm: ${asked} of ${life}`));
  return {
    title: `${SUBJECTS} subjects × ${RESOURCES} resources, Zipf exponent ${EXPONENT}, ${PER_SECOND} questions a second`,
    rows: [
      [
        '',
        'questions',
        'without D1',
        'D1 reads saved',
        'in memory',
        'in KV',
        'decided',
        'subject reads',
        'policy reads',
        'epoch hops',
        'KV writes',
        'KV',
      ],
      row(`the first ${LIFE_SECONDS} s`, cold),
      row(`the next ${LIFE_SECONDS} s`, warm),
    ],
  };
}

async function askFor(url: string, questions: number, tell: (asked: number) => void): Promise<ZipfCosts[]> {
  const costs: ZipfCosts[] = [];
  for (let asked = 0; asked < questions; asked += ORDER) {
    tell(asked);
    const order: ZipfOrder = { questions: ORDER, everyMs: 1000 / PER_SECOND, atOnce: AT_ONCE };
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) });
    if (!response.ok) throw new Error(`The load was answered ${response.status}.`);
    costs.push((await response.json()) as ZipfCosts);
  }
  return costs;
}

function row(label: string, costs: readonly ZipfCosts[]): string[] {
  const sum = (of: (one: ZipfCosts) => number) => costs.reduce((total, one) => total + of(one), 0);
  const questions = sum((one) => one.questions);
  const reads = sum((one) => one.policyReads + one.subjectReads);
  const share = (amount: number) => `${((100 * amount) / questions).toFixed(1)} %`;
  return [
    label,
    String(questions),
    share(questions - reads),
    `${(100 * (1 - reads / questions / READS_WITHOUT)).toFixed(1)} %`,
    share(sum((one) => one.memory)),
    share(sum((one) => one.kv)),
    share(sum((one) => one.truth)),
    share(sum((one) => one.subjectReads)),
    String(sum((one) => one.policyReads)),
    share(sum((one) => one.epochHops)),
    share(sum((one) => one.kvWrites)),
    `used ${((100 * costs.filter((one) => one.isKvUsed).length) / costs.length).toFixed(0)} %`,
  ];
}
