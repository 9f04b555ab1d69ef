/** `npm run keys`: walks the round-token key through a rotation, one safe step at a time. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ROUND_TOKEN_TTL_SECONDS } from '../workers/rounds/rounds.constants.ts';
import { phaseOf, planStep, type RingFacts, type RotationCommand } from './lib/key-rotation.ts';
import { inProject } from './lib/project.ts';
import { ringFacts, scrapeRing } from './lib/ring-facts.ts';
import { localTarget, remoteTarget } from './lib/secret-target.ts';

const HELP = `npm run keys -- jwt <command> [options] – rotates the key that signs round tokens

  status      where the ring stands, and which step is safe now
  begin       announces a new key: it verifies, it does not sign yet
  switch      the new key signs; the old one still verifies
  finish      retires the old key, when nothing needs it any more
  abort       goes back by one step
  emergency   after a leak: everything signed so far dies now

  --env <name>         staging or production; without it the secrets of npm start (.dev.vars)
  --url <origin>       where the Worker answers (http://localhost:8787), to read /metrics
  --sample <seconds>   how long to watch which key verifies (5)
  --dry-run            says what would change
  --yes                does not ask

The scrape token is read from METRICS_TOKEN, or from .dev.vars for this machine. No key is ever printed; between "begin" and
"finish" the new one is kept in .rotation/, readable by you alone.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage.`;

const COMMANDS = ['status', 'begin', 'switch', 'finish', 'abort', 'emergency'] as const;
const SECRET_BYTES = 32;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    env: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    sample: { type: 'string', default: '5' },
    url: { type: 'string', default: 'http://localhost:8787' },
    yes: { type: 'boolean', default: false },
  },
});

interface Notes {
  readonly newKey?: string;
  readonly lastStepAt?: number;
}

const notesFile = inProject('.rotation', `${values.env ?? 'local'}.json`);
const target = values.env === undefined ? localTarget() : remoteTarget(values.env);
const nowSeconds = () => Math.floor(Date.now() / 1000);

function readNotes(): Notes {
  try {
    return JSON.parse(readFileSync(notesFile, 'utf8')) as Notes;
  } catch {
    return {};
  }
}

function writeNotes(notes: Notes): void {
  mkdirSync(inProject('.rotation'), { recursive: true, mode: 0o700 });
  writeFileSync(notesFile, JSON.stringify(notes), { mode: 0o600 });
}

function scrapeToken(): string | undefined {
  if (process.env.METRICS_TOKEN || values.env !== undefined) return process.env.METRICS_TOKEN;
  return /^\s*METRICS_TOKEN\s*=\s*(\S+)/m.exec(readFileSync(inProject('.dev.vars'), 'utf8'))?.[1];
}

/** Two looks at the metrics, or undefined with the reason on the console. */
async function watchRing(
  phase: ReturnType<typeof phaseOf>,
  newKey: string | undefined,
): Promise<RingFacts | undefined> {
  try {
    const token = scrapeToken();
    if (token === undefined) throw new Error('METRICS_TOKEN is not set.');
    const before = await scrapeRing(values.url, token);
    await new Promise((resolve) => setTimeout(resolve, Number(values.sample) * 1000));
    const newKid = newKey && createHash('sha256').update(newKey).digest('hex').slice(0, 16);
    return ringFacts(phase, newKid, before, await scrapeRing(values.url, token));
  } catch (error) {
    console.error(`The metrics could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function confirmed(summary: string): Promise<boolean> {
  if (values.yes) return true;
  if (!process.stdin.isTTY) throw new Error('Nobody is here to confirm: add --yes.');
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`On ${target.name}: ${summary}\nGo ahead? (yes/no) `);
  prompt.close();
  return answer.trim() === 'yes';
}

async function run(command: RotationCommand | 'status'): Promise<number> {
  const settings = await target.settings();
  const notes = readNotes();
  const phase = phaseOf(settings);
  const needsFacts = command === 'status' || command === 'finish' || command === 'abort';
  const facts = needsFacts && phase !== 'steady' ? await watchRing(phase, notes.newKey) : undefined;
  const fresh = randomBytes(SECRET_BYTES).toString('hex');
  const plan = (step: RotationCommand) =>
    planStep({
      command: step,
      settings,
      facts,
      newKey: step === 'finish' ? notes.newKey : fresh,
      lastStepAt: notes.lastStepAt,
      now: nowSeconds(),
      tokenTtlSeconds: ROUND_TOKEN_TTL_SECONDS,
    });

  if (command === 'status') {
    console.log(`${target.name}: ${phase}`);
    for (const step of ['begin', 'switch', 'finish', 'abort'] as const) {
      const planned = plan(step);
      console.log(`  ${step.padEnd(7)} ${planned.ok ? 'safe now' : refusal(planned)}`);
    }
    return 0;
  }
  const step = plan(command);
  if (!step.ok) {
    console.error(refusal(step));
    return 1;
  }
  const names = Object.entries(step.changes).map(([name, value]) => `${value === null ? 'delete' : 'set'} ${name}`);
  if (values['dry-run']) {
    console.log(`would ${names.join(', ')} on ${target.name}. ${step.summary}`);
    return 0;
  }
  if (!(await confirmed(step.summary))) return 1;
  // The value is on disk before the account has it: a crash between the two loses nothing.
  writeNotes({
    ...(command === 'begin' ? { newKey: fresh } : notes.newKey && { newKey: notes.newKey }),
    lastStepAt: nowSeconds(),
  });
  await target.apply(step.changes);
  const isOver = step.changes.JWT_SECRET_NEW === null;
  if (isOver) rmSync(notesFile, { force: true });
  console.log(step.summary);
  return 0;
}

function refusal({ reason, safeAt }: { reason: string; safeAt?: number }): string {
  return safeAt === undefined ? reason : `${reason} Safe from ${new Date(safeAt * 1000).toISOString()} on.`;
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const [ring, command] = positionals;
const known = COMMANDS.find((name) => name === command);
if (ring !== 'jwt' || known === undefined || positionals.length > 2 || !(Number(values.sample) >= 0)) {
  console.error(HELP);
  process.exit(2);
}
try {
  process.exitCode = await run(known);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
