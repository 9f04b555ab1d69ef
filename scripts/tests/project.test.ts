import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEnv } from '../../workers/kernel/env.ts';
import { CLEANUP_CRON } from '../../workers/telemetry/telemetry.constants.ts';
import { ensureDevVars } from '../lib/dev-vars.ts';
import { lockFileGaps } from '../lib/lock-file.ts';
import { inProject, runTool } from '../lib/project.ts';
import { readWorkerSettings } from '../lib/worker-settings.ts';

let folder: string;

beforeAll(() => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'project-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('ensureDevVars', () => {
  it('generates secrets that the Worker accepts, once, readable by the owner alone', () => {
    const file = path.join(folder, 'dev.vars');
    expect(ensureDevVars(file)).toEqual([
      'JWT_SECRET',
      'ROUND_ORDER_SECRET',
      'METRICS_TOKEN',
      'ADMIN_TOKEN',
      'SESSION_SECRET',
      'ENCRYPTION_KEY',
    ]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(ensureDevVars(file)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    const secrets = Object.fromEntries(Array.from(text.matchAll(/^(\w+)=(.*)$/gm), ([, name, value]) => [name, value]));
    const config = readWorkerSettings().vars;
    expect(parseEnv({ ...config, ...secrets })).toMatchObject({ ok: true });
  });

  it('keeps what is there and adds what is missing', () => {
    const file = path.join(folder, 'half.vars');
    writeFileSync(file, 'JWT_SECRET=mine');
    expect(ensureDevVars(file)).toEqual([
      'ROUND_ORDER_SECRET',
      'METRICS_TOKEN',
      'ADMIN_TOKEN',
      'SESSION_SECRET',
      'ENCRYPTION_KEY',
    ]);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^JWT_SECRET=mine\nROUND_ORDER_SECRET=[0-9a-f]{64}\nMETRICS_TOKEN=[0-9a-f]{64}\nADMIN_TOKEN=[0-9a-f]{64}\nSESSION_SECRET=[0-9a-f]{64}\nENCRYPTION_KEY=[A-Za-z0-9+/]{43}=\n$/,
    );
  });
});

describe('lockFileGaps', () => {
  it('finds an optional dependency that the lock file lacks, and an address of a registry', () => {
    const file = path.join(folder, 'lock.json');
    const packages = {
      '': { optionalDependencies: { a: '1' } },
      'node_modules/a': { optionalDependencies: { b: '1', c: '1' } },
      'node_modules/a/node_modules/b': {},
      'node_modules/d': { resolved: 'https://registry.example/d.tgz' },
    };
    writeFileSync(file, JSON.stringify({ packages }));
    expect(lockFileGaps(file)).toEqual([
      'node_modules/a wants c, which the lock file lacks: npm ci would fail',
      'node_modules/d names the address of a registry',
    ]);
  });
});

describe('the configuration files', () => {
  it('keep secrets out of wrangler.toml', () => {
    const text = readFileSync(inProject('wrangler.toml'), 'utf8');
    expect(text).not.toMatch(/_SECRET\w*\s*=|_KEY\w*\s*=|TOKEN\s*=/);
  });

  it('plan exactly the crons that have a job', () => {
    const crons = /^crons = (\[.*\])$/m.exec(readFileSync(inProject('wrangler.toml'), 'utf8'))?.[1] ?? '';
    expect(JSON.parse(crons)).toEqual([CLEANUP_CRON]);
  });
});

describe('the front door', () => {
  it.each(['start', 'test', 'bench', 'content', 'docs', 'limits', 'keys', 'check-metrics-exposure', 'monitoring'])(
    '%s explains itself and exits 0',
    async (command) => {
      const { spawnSync } = await import('node:child_process');
      const run = spawnSync(process.execPath, [inProject('scripts', `${command}.ts`), '--help'], { encoding: 'utf8' });
      expect(run.stdout).toMatch(/^npm /);
      expect(run.status).toBe(0);
    },
  );

  it('bundles the Worker within its budget', async () => {
    const { code, output } = await runTool('wrangler', [
      'deploy',
      '--dry-run',
      '--outdir',
      path.join(folder, 'bundle'),
    ]);
    expect(code, output).toBe(0);
    const gzipKiB = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1]);
    // Minified; access is a third of it, zod a fifth, the questions a sixth. One named import of zod would add 68.
    expect(gzipKiB).toBeLessThan(250);
  });
});
