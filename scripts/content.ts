/** `npm run content`: checks, publishes and lists question sets. A set is content: publishing needs no deploy. */
import { parseArgs } from 'node:util';
import { releaseStore } from './lib/content-releases.ts';
import { inProject } from './lib/project.ts';
import { readQuestionSet } from './lib/question-file.ts';

const HELP = `npm run content -- <command> [options] – the question sets

  check            validates the file and prints what it holds
  publish          makes the file's version the one that new rounds use; rounds under way keep theirs
  use <version>    goes back (or forth) to a version that was published before
  list             prints what was published

  --file <path>    the question set (content/questions.json)
  --env <name>     staging or production; without it the stores of npm start on this machine
  --dry-run        says what would be done

Exit codes: 0 done, 1 refused or failed, 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    env: { type: 'string' },
    file: { type: 'string', default: inProject('content', 'questions.json') },
    help: { type: 'boolean', short: 'h' },
  },
});
const [command, argument] = positionals;
const store = releaseStore({ env: values.env, dryRun: values['dry-run'] });

function usage(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function report(version: number): void {
  if (!values['dry-run']) console.log(`New rounds use version ${version} within a minute.`);
}

async function publish(): Promise<void> {
  const { set, sha256, text } = readQuestionSet(values.file);
  await store.publish({ version: set.version, sha256, tracks: set.tracks.length, text });
  report(set.version);
}

async function use(version: number): Promise<void> {
  if (!(await store.list()).some((release) => release.version === version)) {
    throw new Error(`Version ${version} was never published here. "list" shows what was.`);
  }
  await store.use(version);
  report(version);
}

async function list(): Promise<void> {
  const releases = await store.list();
  const current = await store.current();
  if (releases.length === 0) console.log('Nothing is published: rounds use the set that was deployed with the code.');
  for (const { version, tracks, published_at, sha256 } of releases) {
    console.log(
      `${version === current ? '*' : ' '} ${version}  ${tracks} tracks  ${published_at}  ${sha256.slice(0, 12)}`,
    );
  }
}

function check(): void {
  const { set, counts } = readQuestionSet(values.file);
  console.log(`Version ${set.version}: ${set.tracks.length} tracks, all rules hold.`);
  console.table(counts);
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
try {
  if (command === 'check') check();
  else if (command === 'publish') await publish();
  else if (command === 'list') await list();
  else if (command === 'use' && /^[1-9]\d*$/.test(argument ?? '')) await use(Number(argument));
  else usage(command === undefined ? 'A command is missing.' : `"${positionals.join(' ')}" is not a command.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
