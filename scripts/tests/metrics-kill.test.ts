/**
 * Kills the local runtime with SIGKILL while requests come in, and holds the metrics to their promise: what a scrape has
 * shown is never lost, nothing counts twice, and what is missing is no more than the last second and one flight.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLIGHT_INTERVAL_MS } from '../../workers/kernel/metrics/metrics.constants.ts';
import { freePort } from '../lib/local-server.ts';
import { parseMetricsPage } from '../lib/metrics-page.ts';
import { inProject } from '../lib/project.ts';
import { LOOPBACK, type Runtime, type RuntimeOptions, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';

const KILLS = 5;
const CALLERS = 6;
/** Each life lasts this long, and up to half as long again, so that kills fall anywhere between two flights. */
const LIFE_MS = 2500;
/** Longer than a flight takes on a busy machine. */
const FLIGHT_MS_MAX = 1000;
const ROUTE = '/v1/manifest';
/** Values for this test only; any text that passes for a secret would do. */
const BINDINGS = {
  JWT_SECRET: '9c4e1f7a20b85d63e1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  METRICS_TOKEN: '71f0b2c94e6d8a35f7b1c2e09d4a86530e9f7c1b2a8d6453',
  LOG_LEVEL: 'error',
};

let folder: string;
let options: RuntimeOptions;
let baseUrl: string;
let runtime: Runtime | undefined;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'metrics-kill-test-'));
  const script = await bundleWorker(`${folder}/bundle`);
  const port = await freePort();
  options = { folder, workers: [{ name: 'house', script, port, bindings: BINDINGS }] };
  baseUrl = `http://${LOOPBACK}:${port}`;
}, 60_000);

afterAll(async () => {
  await runtime?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests of the route that the metrics have counted, whatever the answer was. */
async function counted(): Promise<number> {
  const response = await fetch(`${baseUrl}/metrics`, {
    headers: { Authorization: `Bearer ${BINDINGS.METRICS_TOKEN}` },
  });
  const samples = parseMetricsPage(await response.text(), response.headers.get('Content-Type'));
  const hits = samples.filter(({ name, labels }) => name === 'http_requests_total' && labels.get('route') === ROUTE);
  return hits.reduce((sum, { value }) => sum + value, 0);
}

interface Life {
  sent: number;
  /** When each answer came, in milliseconds of the monotonic clock. */
  readonly answeredAt: number[];
}

/** Calls one request after the other until the life is over; a request that is cut off ends it as well. */
async function callUntilDead(life: Life, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    life.sent += 1;
    try {
      await (await fetch(`${baseUrl}${ROUTE}`)).arrayBuffer();
      life.answeredAt.push(performance.now());
    } catch {
      return;
    }
  }
}

/** One life under load, ended by SIGKILL. Tells what the metrics must have kept of it, and what they may at most show. */
async function liveAndDie(lifeMs: number): Promise<{ shown: number; safe: number; sent: number }> {
  const life: Life = { sent: 0, answeredAt: [] };
  let isOver = false;
  const callers = Array.from({ length: CALLERS }, () => callUntilDead(life, () => isOver));
  await new Promise((resolve) => setTimeout(resolve, lifeMs / 2));
  const shown = await counted();
  await new Promise((resolve) => setTimeout(resolve, lifeMs / 2));
  const killedAt = performance.now();
  await runtime?.kill();
  isOver = true;
  await Promise.all(callers);
  const safe = life.answeredAt.filter((at) => at < killedAt - FLIGHT_INTERVAL_MS - FLIGHT_MS_MAX).length;
  // It died at work: answers came until the end.
  expect(life.answeredAt.length).toBeGreaterThan(safe);
  return { shown, safe, sent: life.sent };
}

describe('the metrics under SIGKILL', () => {
  it(`lose no more than the last second over ${KILLS} kills, and count nothing twice`, {
    timeout: 110_000,
  }, async () => {
    runtime = await startRuntime(options);
    let before = await counted();
    let safeInAll = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { shown, safe, sent } = await liveAndDie(LIFE_MS * (1 + kill / (2 * KILLS)));
      safeInAll += safe;
      runtime = await startRuntime(options);
      const after = await counted();
      expect(after).toBeGreaterThanOrEqual(Math.max(shown, before + safe));
      expect(after).toBeLessThanOrEqual(before + sent);
      before = after;
    }
    expect(safeInAll).toBeGreaterThan(KILLS);
    for (let request = 0; request < 100; request += 1) await (await fetch(`${baseUrl}${ROUTE}`)).arrayBuffer();
    expect(await counted()).toBe(before + 100);
  });
});
