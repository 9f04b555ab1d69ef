/** `npm run keys`: walks a key through a rotation, one safe step at a time, and looks after what is sealed at rest. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type AdminAccess, findAdminToken } from './lib/admin-client.ts';
import type { RotationCommand } from './lib/jwt-rotation.ts';
import { phaseOf } from './lib/key-rotation.ts';
import { inProject } from './lib/project.ts';
import { forgetNotes, readNotes, writeNotes } from './lib/rotation-notes.ts';
import { RINGS, type Ring } from './lib/rotation-rings.ts';
import { exportSealed, importSealed, sweepAll } from './lib/sealed-records.ts';
import { localTarget, remoteTarget } from './lib/secret-target.ts';

const HELP = `npm run keys -- <jwt|encryption> <command> [options] – rotates the key that signs round tokens, or the one that
seals data at rest

  status      where the ring stands, and which step is safe now
  begin       announces a new key: it verifies or opens, it does not sign or seal yet
  switch      the new key signs or seals; the old one still verifies or opens
  finish      retires the old key, when nothing needs it any more
  abort       goes back by one step

  jwt only:
  emergency   after a leak: everything signed so far dies now

  encryption only:
  sweep            seals anew what the other key still holds; may be cut off and run again
  export <file>    saves all sealed records, sealed as they are
  import <file>    brings them back; each must open with the keys that are set

  --env <name>         staging or production; without it the secrets of npm start (.dev.vars)
  --url <origin>       where the Worker answers (http://localhost:8787), to read /metrics
  --token-file <path>  file with the admin token, for sweep, export and import; else ADMIN_TOKEN, else .dev.vars
  --sample <seconds>   how long to watch which key verifies (5)
  --dry-run            says what would change
  --yes                does not ask

The scrape token is read from METRICS_TOKEN, or from .dev.vars for this machine. No key is ever printed; between "begin" and
"finish" the new one is kept in .rotation/, readable by you alone.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    env: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    sample: { type: 'string', default: '5' },
    'token-file': { type: 'string' },
    url: { type: 'string', default: 'http://localhost:8787' },
    yes: { type: 'boolean', default: false },
  },
});

const target = values.env === undefined ? localTarget() : remoteTarget(values.env);
const nowSeconds = () => Math.floor(Date.now() / 1000);

function scrapeToken(): string | undefined {
  if (process.env.METRICS_TOKEN || values.env !== undefined) return process.env.METRICS_TOKEN;
  return /^\s*METRICS_TOKEN\s*=\s*(\S+)/m.exec(readFileSync(inProject('.dev.vars'), 'utf8'))?.[1];
}

function adminAccess(): AdminAccess {
  const sources = {
    tokenFile: values['token-file'],
    env: process.env,
    devVars: inProject('.dev.vars'),
    url: values.url,
  };
  const token = findAdminToken(sources);
  if (token === undefined) throw new Error('There is no admin token: give --token-file or set ADMIN_TOKEN.');
  return { url: values.url, token };
}

async function confirmed(summary: string): Promise<boolean> {
  if (values.yes) return true;
  if (!process.stdin.isTTY) throw new Error('Nobody is here to confirm: add --yes.');
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`On ${target.name}: ${summary}\nGo ahead? (yes/no) `);
  prompt.close();
  return answer.trim() === 'yes';
}

async function walk(ring: Ring, notesFile: string, command: RotationCommand | 'status'): Promise<number> {
  const settings = await target.settings(ring.names);
  const notes = readNotes(notesFile);
  const phase = phaseOf(settings);
  const needsFacts = (command === 'status' || command === 'finish' || command === 'abort') && phase !== 'steady';
  const token = needsFacts ? scrapeToken() : undefined;
  if (needsFacts && token === undefined) console.error('The metrics could not be read: METRICS_TOKEN is not set.');
  const watch = token === undefined ? undefined : { url: values.url, token, sampleSeconds: Number(values.sample) };
  const { plan, found } = await ring.prepare(phase, notes.newKey, watch);
  const fresh = ring.freshKey();
  const planned = (step: RotationCommand) =>
    plan(step, {
      settings,
      newKey: step === 'finish' ? notes.newKey : fresh,
      lastStepAt: notes.lastStepAt,
      now: nowSeconds(),
    });

  if (command === 'status') {
    console.log([`${target.name}: ${phase}`, ...found].join('\n'));
    for (const step of ['begin', 'switch', 'finish', 'abort'] as const) {
      const next = planned(step);
      console.log(`  ${step.padEnd(7)} ${next.ok ? 'safe now' : refusal(next)}`);
    }
    return 0;
  }
  const step = planned(command);
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
  writeNotes(notesFile, {
    ...(command === 'begin' ? { newKey: fresh } : notes.newKey && { newKey: notes.newKey }),
    lastStepAt: nowSeconds(),
  });
  await target.apply(step.changes);
  if (step.changes[ring.names.next] === null) forgetNotes(notesFile);
  console.log(step.summary);
  return 0;
}

function refusal({ reason, safeAt }: { reason: string; safeAt?: number }): string {
  return safeAt === undefined ? reason : `${reason} Safe from ${new Date(safeAt * 1000).toISOString()} on.`;
}

async function said(text: Promise<string>): Promise<number> {
  console.log(await text);
  return 0;
}

/** @returns undefined when there is no such command. */
function work(): (() => Promise<number>) | undefined {
  const [ring, command, file, ...more] = positionals;
  if (more.length > 0 || !(Number(values.sample) >= 0)) return undefined;
  if (ring === 'encryption' && command === 'export' && file !== undefined)
    return () => said(exportSealed(adminAccess(), file));
  if (ring === 'encryption' && command === 'import' && file !== undefined)
    return () => said(importSealed(adminAccess(), file));
  if (file !== undefined || (ring !== 'jwt' && ring !== 'encryption')) return undefined;
  if (ring === 'encryption' && command === 'sweep') return () => said(sweepAll(adminAccess()));
  const known = (['status', ...RINGS[ring].commands] as const).find((name) => name === command);
  const suffix = ring === 'jwt' ? '' : `-${ring}`;
  const notesFile = inProject('.rotation', `${values.env ?? 'local'}${suffix}.json`);
  return known && (() => walk(RINGS[ring], notesFile, known));
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const run = work();
if (run === undefined) {
  console.error(HELP);
  process.exit(2);
}
try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
