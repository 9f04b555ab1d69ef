/**
 * Finds Prometheus and its promtool. On Debian they are unpacked from the distribution's own package into the checkout:
 * that needs no root, and starts no service on the machine as installing the package would.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findProgram, isExecutable } from '../executables.ts';
import { inProject } from '../project.ts';

type PrometheusTool = 'prometheus' | 'promtool';
const UNPACKED = inProject('.wrangler', 'tools', 'prometheus');

/**
 * Path of `prometheus` or `promtool`: one on the PATH, the one in the checkout, or a freshly unpacked one.
 *
 * @throws Error that says what to do when there is none and none can be had.
 */
export function ensurePrometheusTool(name: PrometheusTool): string {
  const present = find(name);
  if (present !== undefined) return present;
  if (isExecutable('/usr/bin/apt-get')) {
    console.log('Fetching Prometheus from the Debian archive into .wrangler/tools …');
    unpackDebianPackage();
  }
  const fetched = find(name);
  if (fetched !== undefined) return fetched;
  throw new Error(
    `There is no ${name} on the PATH, and none could be fetched. Install Prometheus ` +
      '(Debian: apt-get install prometheus; macOS: brew install prometheus).',
  );
}

function unpackDebianPackage(): void {
  mkdirSync(path.dirname(UNPACKED), { recursive: true });
  const folder = mkdtempSync(`${UNPACKED}-`);
  try {
    const download = () => spawnSync('apt-get', ['-qq', 'download', 'prometheus'], { cwd: folder, stdio: 'ignore' });
    if (download().status !== 0 && process.getuid?.() === 0) {
      spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore' });
      download();
    }
    const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
    if (archive === undefined) return;
    const { status } = spawnSync('dpkg', ['-x', archive, 'unpacked'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) return;
    rmSync(UNPACKED, { recursive: true, force: true });
    renameSync(path.join(folder, 'unpacked'), UNPACKED);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function find(name: PrometheusTool): string | undefined {
  return findProgram([name], [path.join(UNPACKED, 'usr', 'bin')]);
}
