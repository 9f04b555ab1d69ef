/** `npm run bench`: what an answer costs and where that goes, as ratios within one run. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ACCESS_CONTESTS, holdAccessContest } from './bench/access-contests.ts';
import { type AccessField, openAccessField } from './bench/access-field.ts';
import { CONTESTS, holdContest, type Table } from './bench/contests.ts';
import { BENCH_SECRET, openField } from './bench/field.ts';
import { columns, table } from './bench/report.ts';
import { TokenMint } from './bench/token-mint.ts';
import { type Figures, zipfFigures } from './bench/zipf.ts';
import { inProject } from './lib/project.ts';

const ROUNDS = 5;
/** Below this part of a processor for the busiest contestant, something else on the machine set the pace. */
const BUSY_MIN = 0.6;
/** A denial lasts a minute, and a warm-up several slices. */
const SECONDS_MAX = 15;

const ALL = [...CONTESTS, ...ACCESS_CONTESTS, 'zipf'] as const;

const HELP = `npm run bench -- [options]

  --seconds N      length of one slice of load (1.2)
  --connections N  requests under way at the same time (64)
  --only NAMES     some contests: ${ALL.join(',')} (all)
  --stores FOLDER  where the stores lie (.wrangler); in a file system in memory the disk does not count
  --json           figures as JSON

Runs the built Worker on workerd directly, not through the development server. All contests take about ten minutes, zipf a third of it.`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1.2' },
    connections: { type: 'string', default: '64' },
    only: { type: 'string' },
    stores: { type: 'string', default: inProject('.wrangler') },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const wanted = new Set<string>(values.only?.split(',') ?? ALL);
const areContests = [...wanted].every((name) => ALL.some((known) => known === name));
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (
  !(seconds > 0 && seconds <= SECONDS_MAX && Number.isInteger(connections) && connections > 0 && connections <= 1024) ||
  !areContests
) {
  console.error(HELP);
  process.exit(2);
}

const progress = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

const stores = path.resolve(values.stores);
mkdirSync(stores, { recursive: true });
const folder = mkdtempSync(path.join(stores, 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const given = { seconds, connections, rounds: ROUNDS, progress };
const tables: Table[] = [];
const figures: Figures[] = [];
let output = '';

/** Opens a field, holds what is wanted in it, and closes it whatever happens. */
async function inField<Field extends { output(): string; close(): Promise<void> }>(
  open: () => Promise<Field>,
  hold: (field: Field) => Promise<void>,
): Promise<void> {
  progress('bundling');
  const field = await open();
  try {
    await hold(field);
  } catch (cause) {
    throw new Error(`A contest broke off. The end of the runtime's output:\n${field.output().slice(-2000)}`, { cause });
  } finally {
    output += field.output();
    await field.close();
    progress('');
  }
}

const contests = CONTESTS.filter((name) => wanted.has(name));
if (contests.length > 0) {
  await inField(
    () => openField(folder),
    async (field) => {
      const mint = await TokenMint.like(field.house.url, BENCH_SECRET);
      for (const name of contests) tables.push(...(await holdContest(name, field, mint, given)));
    },
  );
}
const accessContests = ACCESS_CONTESTS.filter((name) => wanted.has(name));
if (accessContests.length > 0 || wanted.has('zipf')) {
  await inField(
    () => openAccessField(folder),
    async (field: AccessField) => {
      for (const name of accessContests) tables.push(...(await holdAccessContest(name, field, given)));
      if (wanted.has('zipf')) figures.push(await zipfFigures(field, progress));
    },
  );
}
const circumstances = {
  processors: cpus().length,
  node: process.version,
  connections,
  seconds,
  rounds: ROUNDS,
  stores,
};
if (values.json) console.log(JSON.stringify({ circumstances, tables, figures }, null, 2));
else {
  const texts = [
    ...tables.map(({ title, lines }) => table(title, lines)),
    ...figures.map(({ title, rows }) => columns(title, rows)),
  ];
  console.log(texts.join('\n\n'));
  console.log(`
×: ratio to the first line within the same round, median of ${ROUNDS} rounds with the smallest and largest.
${connections} connections, ${seconds} s a slice, ${circumstances.processors} processors, which the load generator and the server share; workerd
answers on one of them and waits for the disk at every commit. Who was much less than 100 % busy waited for the load
generator or the disk: there "CPU ×" is the fairer figure. The columns without × are of this machine. Log level "warn":
access log lines are not counted.`);
}
const busiest = Math.max(...tables.flatMap(({ lines }) => lines.map(({ busy }) => busy ?? 1)));
if (tables.length > 0 && busiest < BUSY_MIN) {
  console.error(
    `\nThe server never had more than ${(busiest * 100).toFixed(0)} % of a processor: the machine was busy with other things.`,
  );
}
if (tables.some(({ lines }) => lines.some(({ failures }) => failures > 0))) {
  console.error(
    `\nRequests failed, so the figures do not count. The end of the runtime's output:\n${output.slice(-2000)}`,
  );
  process.exitCode = 1;
}
