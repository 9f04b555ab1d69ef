/** Where things are in the checkout, and how a command runs a tool of the project without touching anything outside. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

export function inProject(...parts: string[]): string {
  return path.join(ROOT, ...parts);
}

/**
 * Environment for wrangler and the local runtime: settings, logs and registry stay in the checkout, nothing is reported
 * and nothing is looked up on the network.
 */
export function confinedEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_LOG_PATH: inProject('.wrangler', 'logs'),
    WRANGLER_REGISTRY_PATH: inProject('.wrangler', 'registry'),
    WRANGLER_SEND_METRICS: 'false',
    XDG_CACHE_HOME: inProject('.wrangler', 'cache'),
    XDG_CONFIG_HOME: inProject('.wrangler', 'config'),
    ...extra,
  };
}

/** Path of the JavaScript that a package's command runs, so that it can be started (and ended) without a shell between. */
const TOOLS = {
  'check-size': 'web/check-size.ts',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  playwright: 'node_modules/@playwright/test/cli.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  wrangler: 'node_modules/wrangler/bin/wrangler.js',
} as const;
export type Tool = keyof typeof TOOLS;

/** Starts a tool of the project on the Node that runs this command. */
export function startTool(tool: Tool, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  // So that what the tool starts by the name of "node" is this Node too.
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`;
  return spawn(process.execPath, [inProject(TOOLS[tool]), ...args], {
    cwd: ROOT,
    ...options,
    env: { ...(options.env ?? confinedEnv()), PATH },
  });
}

export interface ToolResult {
  readonly code: number;
  /** What the tool printed, both streams in order of arrival. */
  readonly output: string;
  /** Standard output alone, for reading. */
  readonly stdout: string;
}

/** Runs a tool to its end and collects what it prints. */
export async function runTool(tool: Tool, args: readonly string[], options: SpawnOptions = {}): Promise<ToolResult> {
  const child = startTool(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const both: Buffer[] = [];
  const out: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    both.push(chunk);
    out.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => both.push(chunk));
  const code = await closed(child);
  return { code, output: Buffer.concat(both).toString('utf8'), stdout: Buffer.concat(out).toString('utf8') };
}

/** Runs a tool to its end; throws with its output when it fails. */
export async function requireTool(tool: Tool, args: readonly string[]): Promise<void> {
  const { code, output } = await runTool(tool, args);
  if (code !== 0) throw new Error(`${tool} ${args.join(' ')} failed (exit code ${code}):\n${output}`);
}

/** Waits for the end of a process, also when it has ended already. A process ended by a signal counts as failed. */
export function exitCode(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? 1);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Waits until a process has ended and all that it printed has been read. */
function closed(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
