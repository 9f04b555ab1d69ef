/**
 * Measures the JavaScript of the first load: what index.html names, and everything that imports statically.
 * Exits 1 above the budget, so that a heavy dependency does not come in unseen.
 *
 * usage: node web/check-size.ts [folder] [--help]     (folder: the built app, web/dist by default)
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes of gzipped JavaScript before the start page works. */
const BUDGET_BYTES = 60 * 1024;
const GZIP_LEVEL = 9;

const SCRIPT_IN_PAGE = /<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+\.js)"/g;
const STATIC_IMPORT = /(?:\bimport|\bfrom)\s*["']([^"']+\.js)["']/g;

/** Addresses of all scripts that loading the page brings in. */
function reachable(dist: string): string[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const found = new Set<string>();
  const queue = [...page.matchAll(SCRIPT_IN_PAGE)].map((match) => String(match[1]));
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    if (found.has(address)) continue;
    found.add(address);
    const script = readFileSync(join(dist, address), 'utf8');
    for (const [, to] of script.matchAll(STATIC_IMPORT)) queue.push(posix.resolve(dirname(address), String(to)));
  }
  return [...found].sort();
}

function main(args: readonly string[]): number {
  if (args.includes('--help')) {
    console.log('usage: node web/check-size.ts [folder]\nGzipped JavaScript of the first load; exits 1 above 60 KB.');
    return 0;
  }
  const dist = resolve(args[0] ?? join(import.meta.dirname, 'dist'));
  if (!existsSync(join(dist, 'index.html'))) {
    console.error(`There is no built app in ${dist}. Build it first.`);
    return 1;
  }
  const sizes = reachable(dist).map((address) => ({
    address,
    bytes: gzipSync(readFileSync(join(dist, address)), { level: GZIP_LEVEL }).byteLength,
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { address, bytes } of sizes) console.log(`${kilobytes(bytes)}  ${address}`);
  console.log(`${kilobytes(total)}  first load, budget ${kilobytes(BUDGET_BYTES).trim()}`);
  if (sizes.length === 0) console.error('index.html names no script: the check would prove nothing.');
  return sizes.length > 0 && total <= BUDGET_BYTES ? 0 : 1;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
}

process.exitCode = main(process.argv.slice(2));
