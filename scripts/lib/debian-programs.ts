/**
 * Programs of the distribution that a command or a test drives. On Debian they are unpacked from the distribution's own
 * packages into the checkout: that needs no root, and starts no service on the machine as installing a package would.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProgram, isExecutable } from './executables.ts';
import { inProject } from './project.ts';

/** Name of the program to its package and the argument with which it only says its version. */
const PROGRAMS = {
  caddy: { archive: 'caddy', version: 'version' },
  nginx: { archive: 'nginx', version: '-v' },
  openssl: { archive: 'openssl', version: 'version' },
  prometheus: { archive: 'prometheus', version: '--version' },
  promtool: { archive: 'prometheus', version: '--version' },
} as const;
type ProgramName = keyof typeof PROGRAMS;

const TOOLS = inProject('.wrangler', 'tools');

/**
 * Path of a program: one on the PATH, the one in the checkout, or a freshly unpacked one.
 *
 * @throws Error that says what to do when there is none and none can be had.
 */
export function ensureProgram(name: ProgramName): string {
  const present = find(name);
  if (present !== undefined) return present;
  const { archive } = PROGRAMS[name];
  if (isExecutable('/usr/bin/apt-get')) {
    console.log(`Fetching ${archive} from the Debian archive into .wrangler/tools …`);
    unpack(archive, name);
  }
  const fetched = find(name);
  if (fetched !== undefined) return fetched;
  throw new Error(
    `There is no ${name} on the PATH that runs, and none could be fetched. Install ${archive} ` +
      `(Debian: apt-get install ${archive}; macOS: brew install ${archive}).`,
  );
}

/**
 * All programs that tests drive, before any test runs: suites side by side must not install the same thing at once. What
 * cannot be had is left to the suite that needs it, which says so.
 */
export function ensureTestPrograms(): void {
  const wanted = [...(Object.keys(PROGRAMS) as ProgramName[]).map((name) => () => ensureProgram(name)), ensurePodman];
  for (const ensure of wanted) {
    try {
      ensure();
    } catch {
      // Told where it is needed.
    }
  }
}

/** What a container engine needs of the system: it is installed, since it cannot run out of the checkout. */
const ENGINE_PACKAGES = ['podman', 'runc', 'conmon', 'busybox-static'];

/**
 * Path of podman, with a runtime and a monitor for its containers.
 *
 * @throws Error that says what to do when there is none and none can be had.
 */
export function ensurePodman(): string {
  return ensureEngineProgram('podman');
}

/** Path of a busybox that needs no libraries: all that an image needs. */
export function ensureBusybox(): string {
  return ensureEngineProgram('busybox');
}

function ensureEngineProgram(name: string): string {
  const folders = ['/usr/bin', '/usr/sbin', '/bin'];
  const isComplete = () => ['podman', 'runc', 'conmon', 'busybox'].every((program) => findProgram([program], folders));
  if (!isComplete() && process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    console.log(`Installing ${ENGINE_PACKAGES.join(', ')} for the tests of the console …`);
    const install = () =>
      spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...ENGINE_PACKAGES], {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    if (install().status !== 0) {
      spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore' });
      install();
    }
  }
  const found = findProgram([name], folders);
  if (found !== undefined && isComplete()) return found;
  throw new Error(
    'The tests of the console run containers on podman, as root on Linux. Install it with ' +
      `apt-get install ${ENGINE_PACKAGES.join(' ')} and run the tests as root.`,
  );
}

function unpack(archive: string, name: ProgramName): void {
  mkdirSync(TOOLS, { recursive: true });
  const folder = mkdtempSync(path.join(TOOLS, `${archive}-`));
  try {
    const isRoot = process.getuid?.() === 0;
    const download = () => spawnSync('apt-get', ['-qq', 'download', archive], { cwd: folder, stdio: 'ignore' });
    if (download().status !== 0 && isRoot) {
      spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore' });
      download();
    }
    const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
    if (file === undefined) return;
    const { status } = spawnSync('dpkg', ['-x', file, 'unpacked'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) return;
    const unpacked = path.join(TOOLS, archive);
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(path.join(folder, 'unpacked'), unpacked);
    if (find(name) === undefined && isRoot) installLibraries(path.join(folder, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the program is linked with, on a system as bare as that. Libraries start no service. */
function installLibraries(archive: string): void {
  const { stdout } = spawnSync('dpkg', ['-f', archive, 'Depends'], { encoding: 'utf8' });
  const libraries = [...stdout.matchAll(/(?:^|, )(lib[a-z0-9.+-]+)/g)].map(([, library]) => library ?? '');
  spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...libraries], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function find(name: ProgramName): string | undefined {
  const { archive, version } = PROGRAMS[name];
  const folders = ['/usr/sbin', ...['bin', 'sbin'].map((folder) => path.join(TOOLS, archive, 'usr', folder))];
  const file = findProgram([name], folders);
  if (file === undefined) return undefined;
  // Caddy makes a folder in the home of whoever asks for its version.
  mkdirSync(TOOLS, { recursive: true });
  const env = { ...process.env, HOME: TOOLS };
  return spawnSync(file, [version], { stdio: 'ignore', env }).status === 0 ? file : undefined;
}
