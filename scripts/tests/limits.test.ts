import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LimitsReply, ObservedReply } from '../../shared/limits.schema.ts';
import { POLICIES, type Policy } from '../../workers/kernel/limits/policies.ts';
import { findAdminToken } from '../lib/admin-client.ts';
import { limitReport } from '../lib/limit-report.ts';
import { inProject } from '../lib/project.ts';

const TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
const limits: LimitsReply = {
  policies: [
    { policy: 'start', key: 'client', limit: 1, window_seconds: 1, mode: 'enforce', cost: 1, on_failure: 'open' },
    {
      policy: 'telemetry',
      key: 'client',
      limit: 100,
      window_seconds: 60,
      mode: 'enforce',
      cost: 1,
      on_failure: 'open',
    },
  ],
  overrides: [],
};
const seen = (policy: 'start' | 'telemetry', bound: number, callers: number) => ({ policy, bound, callers });
const observed = (...rows: ObservedReply['observed']): ObservedReply => ({ observed: rows, shards_missing: 0 });

describe('limitReport', () => {
  it('proposes half as much again as what 99.9 % of callers stay under', () => {
    const rows = limitReport(limits, observed(seen('start', 1, 9000), seen('start', 2, 990), seen('start', 50, 10)));
    expect(rows[0]).toMatchObject({
      callers: 10_000,
      p50: 1,
      p99: 2,
      p999: 2,
      max: 50,
      over_limit: 1000,
      proposal: '3',
    });
    expect(rows[1]).toMatchObject({ callers: 0, proposal: expect.stringContaining('nothing observed') });
  });

  it('keeps a limit that fits, and proposes nothing from few callers', () => {
    const rows = limitReport(limits, observed(seen('telemetry', 60, 5000), seen('start', 3, 12)));
    expect(rows[1]).toMatchObject({ proposal: 'keep', p999: 60 });
    expect(rows[0]).toMatchObject({ proposal: expect.stringContaining('too few'), over_limit: 12 });
  });

  it('says which limit it cannot judge', () => {
    const next = { policy: 'next', key: 'round', limit: 10, window_seconds: 60, mode: 'shadow', cost: 1 } as const;
    const [row] = limitReport({ policies: [{ ...next, on_failure: 'closed' }], overrides: [] }, observed());
    expect(row?.proposal).toContain('the ledger');
  });

  it('goes by what holds for everybody now', () => {
    const override = {
      id: 'start',
      policy: 'start',
      limit: 5,
      mode: 'shadow',
      created_at: '2026-11-20T00:00:00Z',
      expires_at: '2026-11-21T00:00:00Z',
      reason: 'to see',
      author: 'me',
    } as const;
    const [row] = limitReport({ ...limits, overrides: [override] }, observed(seen('start', 4, 10)));
    expect(row).toMatchObject({ mode: 'shadow', limit: 5, over_limit: 0 });
  });
});

describe('findAdminToken', () => {
  it('never sends the local token to another machine', () => {
    const devVars = inProject('.dev.vars.example');
    const find = (url: string, env = {}) => findAdminToken({ tokenFile: undefined, env, devVars, url });
    expect(find('https://quiz.example')).toBeUndefined();
    expect(find('https://quiz.example', { ADMIN_TOKEN: TOKEN })).toBe(TOKEN);
    expect(find('http://localhost.evil.example')).toBeUndefined();
  });
});

describe('npm run limits', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
      const body = request.url === '/admin/limits' ? limits : observed(seen('start', 2, 2000));
      response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const run = (args: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number | null; output: string }>((resolve) => {
      const child = spawn(process.execPath, [inProject('scripts', 'limits.ts'), ...args], {
        env: { PATH: process.env.PATH ?? '', ...env },
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      child.stderr.on('data', (chunk) => {
        output += chunk;
      });
      child.on('exit', (code) => resolve({ code, output }));
    });

  it('reports, as a table or for programs', async () => {
    const { code, output } = await run(['report', '--url', url, '--json'], { ADMIN_TOKEN: TOKEN });
    expect(code, output).toBe(0);
    expect(JSON.parse(output)[0]).toMatchObject({ policy: 'start', p999: 2, proposal: '3' });
    expect((await run(['report', '--url', url], { ADMIN_TOKEN: TOKEN })).output).toContain('telemetry');
  });

  it.each([
    [1, ['report'], { ADMIN_TOKEN: 'wrong' }],
    [2, ['nothing'], { ADMIN_TOKEN: TOKEN }],
    [2, [], { ADMIN_TOKEN: TOKEN }],
    [2, ['report', '--url', 'nowhere'], { ADMIN_TOKEN: TOKEN }],
  ])('exits with %i for %j', async (code, args, env) => {
    const run1 = await run(args.includes('--url') ? args : [...args, '--url', url], env);
    expect(run1.code, run1.output).toBe(code);
    expect(run1.output).not.toContain(TOKEN);
  });
});

describe('docs/limits.md', () => {
  it('has the table of policies as it is', () => {
    const text = readFileSync(inProject('docs', 'limits.md'), 'utf8');
    for (const [name, policy] of Object.entries<Policy>(POLICIES)) {
      const { key, limit, windowSeconds, mode, cost, onFailure } = policy;
      expect(text).toContain(
        `| \`${name}\` | ${key} | ${limit} | ${windowSeconds} s | ${mode} | ${cost} | ${onFailure} |`,
      );
    }
  });
});
