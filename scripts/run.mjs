#!/usr/bin/env node
/**
 * The front door of every `npm run` command. It works on any Node from 20 up and needs nothing installed: it brings the
 * dependencies up to date with the lock file and then runs `scripts/<command>.ts` on the Node 22 that comes with them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const NODE_MAJOR_MIN = 22;

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Installs exactly what the lock file names, unless that is already there. */
function ensureDependencies() {
  const stamp = path.join(root, 'node_modules', '.lock-sha256');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    fail('node_modules is a link to another folder, which npm ci would empty. Remove the link and try again.');
  }
  console.log('Installing dependencies (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) fail('npm ci failed: see above. The npm registry must be reachable for the first start.');
  writeFileSync(stamp, wanted);
}

/** The Node to run on: this one when it is new enough, else the one among the dependencies. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath;
  const bundled = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  return fail(
    `This needs Node ${NODE_MAJOR_MIN}, and none comes for ${process.platform}-${process.arch}. Install one.`,
  );
}

/** Lets git run the formatter before a commit. Elsewhere than in a checkout there is nothing to do. */
function ensureHooks() {
  if (!existsSync(path.join(root, '.git'))) return;
  spawnSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: root, stdio: 'ignore' });
}

const [command, ...args] = process.argv.slice(2);
const script = path.join(root, 'scripts', `${command}.ts`);
if (!/^[a-z-]+$/.test(command ?? '') || !existsSync(script)) fail(`usage: node scripts/run.mjs <command> [arguments]`);
ensureDependencies();
ensureHooks();
const child = spawn(findNode(), ['--disable-warning=ExperimentalWarning', script, ...args], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
