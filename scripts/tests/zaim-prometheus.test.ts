/** A real Prometheus scrapes the built Worker with a connected household, and every expression of the dashboard has data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { periodsAt } from '../../workers/zaim/collect/days.ts';
import { ensureProgram } from '../lib/debian-programs.ts';
import { freePort } from '../lib/local-server.ts';
import { migrateStores } from '../lib/migrated-stores.ts';
import { JOB } from '../lib/monitoring/promql.ts';
import { rulesOf } from '../lib/monitoring/rule-check.ts';
import { toYaml } from '../lib/monitoring/yaml.ts';
import { ZAIM_DASHBOARD } from '../lib/monitoring/zaim-dashboard.ts';
import { exitCode, inProject } from '../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';
import { startZaimSimulator, type ZaimSimulator } from './zaim/simulator.ts';

/** Values for this test only; any text that passes for a secret would do. */
const BINDINGS = {
  JWT_SECRET: '9c4e1f7a20b85d63e1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  METRICS_TOKEN: '71f0b2c94e6d8a35f7b1c2e09d4a86530e9f7c1b2a8d6453',
  ADMIN_TOKEN: '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
  ZAIM_CONSUMER_KEY: 'simulated-consumer',
  ZAIM_CONSUMER_SECRET: 'simulated-consumer-word',
  LOG_LEVEL: 'error',
};
const ADMIN = { Authorization: `Bearer ${BINDINGS.ADMIN_TOKEN}` };

let folder: string;
let port: number;
let zaim: ZaimSimulator;
let runtime: Runtime;
let prometheus: ChildProcess;
let prometheusPort: number;

function fillHousehold(): void {
  const { today, last_month } = periodsAt(Date.now(), 1);
  const base = { category_id: 1, genre_id: 1, from_account_id: 1, to_account_id: 0, amount: 100 };
  const one = { category_id: 0, genre_id: 0, from_account_id: 1, to_account_id: 2, amount: 50 };
  zaim.provider().user().household = {
    day: 1,
    currency_code: 'JPY',
    categories: [{ id: 1, name: '食費' }],
    genres: [{ id: 1, name: 'Groceries' }],
    accounts: [
      { id: 1, name: 'Wallet' },
      { id: 2, name: 'Bank' },
    ],
    entries: [today.first, last_month.first].flatMap((date, nth) => [
      { ...base, id: 10 + nth, mode: 'payment' as const, date },
      { ...base, id: 20 + nth, mode: 'income' as const, date, from_account_id: 0, to_account_id: 2, amount: 900 },
      { ...one, id: 30 + nth, mode: 'transfer' as const, date },
    ]),
  };
}

function startPrometheus(): ChildProcess {
  const configFile = path.join(folder, 'prometheus.yml');
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: rulesOf('local'),
    scrape_configs: [
      {
        job_name: JOB,
        authorization: { type: 'Bearer', credentials: BINDINGS.METRICS_TOKEN },
        static_configs: [{ targets: [`${LOOPBACK}:${port}`], labels: { env: 'local' } }],
      },
    ],
  };
  writeFileSync(configFile, toYaml(configuration).slice(1), { mode: 0o600 });
  const options = [`--config.file=${configFile}`, `--storage.tsdb.path=${path.join(folder, 'data')}`];
  const address = `--web.listen-address=${LOOPBACK}:${prometheusPort}`;
  return spawn(ensureProgram('prometheus'), [...options, address, '--log.level=error'], { stdio: 'ignore' });
}

async function valuesOf(expression: string): Promise<number[]> {
  const query = new URLSearchParams({ query: expression.replaceAll('$env', 'local') });
  const answer = await fetch(`http://${LOOPBACK}:${prometheusPort}/api/v1/query?${query.toString()}`);
  const body = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return body.data.result.map(({ value: [, text] }) => Number(text)).filter((value) => !Number.isNaN(value));
}

/** Begins a connection, says yes at Zaim, and comes back. */
async function connect(): Promise<void> {
  const url = (at: string) => `http://${LOOPBACK}:${port}${at}`;
  const begun = await fetch(url('/zaim/auth/login'), { headers: ADMIN, redirect: 'manual' });
  const token = new URL(begun.headers.get('Location') ?? '').searchParams.get('oauth_token') ?? '';
  const back = new URL(zaim.provider().decide(token, true) ?? '');
  const Cookie = begun.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  await fetch(url(`${back.pathname}${back.search}`), { headers: { Cookie }, redirect: 'manual' });
}

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'zaim-prometheus-test-'));
  const script = await bundleWorker(`${folder}/bundle`);
  await migrateStores(folder);
  [port, prometheusPort, zaim] = await Promise.all([freePort(), freePort(), startZaimSimulator()]);
  fillHousehold();
  const bindings = { ...BINDINGS, ZAIM_API_URL: zaim.origin, ZAIM_AUTH_URL: zaim.origin };
  runtime = await startRuntime({ folder, workers: [{ name: 'house', script, port, bindings }] });
  prometheus = startPrometheus();
}, 120_000);

afterAll(async () => {
  if (prometheus?.kill('SIGTERM')) await exitCode(prometheus).catch(() => undefined);
  await runtime?.kill();
  await zaim?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('shows data in every panel of the household', { timeout: 110_000 }, async () => {
  const patience = { timeout: 45_000, interval: 500 };
  await vi.waitFor(async () => expect(await valuesOf('up')).toEqual([1]), patience);
  // A counter is seen to rise only when it was there before: twice connected, twice fetched.
  await connect();
  await vi.waitFor(async () => expect(await valuesOf('zaim_fetch_rows')).toEqual([6]), patience);
  await connect();
  const lines = ZAIM_DASHBOARD.panels.flatMap(({ title, lines: all }) =>
    Object.values(all).map(({ promql }) => ({ title, promql })),
  );
  await vi.waitFor(async () => {
    const found = await Promise.all(lines.map(async (line) => ({ ...line, values: await valuesOf(line.promql) })));
    expect(found.filter(({ values }) => values.length === 0)).toEqual([]);
  }, patience);
  expect(await valuesOf('zaim_today_total_amount')).toEqual([100]);
  expect(await valuesOf('zaim_month_balance_amount{period="last_month"}')).toEqual([800]);
});
