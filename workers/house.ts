/**
 * Builds the house out of the bindings: kernel services, features, application. Once per isolate; a house whose
 * configuration is wrong answers `/health` with the remedy and everything else with `unavailable`.
 */
import questions from '../content/questions.json';
import { version } from '../package.json';
import { contentKeys } from '../shared/content-keys.ts';
import { type App, createApp } from './kernel/app.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { type Config, parseEnv, type Secrets } from './kernel/env.ts';
import { AppError } from './kernel/errors.ts';
import { createHmacKeyRing } from './kernel/keys/key-ring.ts';
import { createLog, type Log } from './kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from './kernel/metrics/metrics.constants.ts';
import { type Metrics, noMetrics } from './kernel/metrics/metrics.ts';
import { Recorder } from './kernel/metrics/recorder.ts';
import { MetricsShards } from './kernel/metrics/shards.ts';
import { createSchedule, type RunCron } from './kernel/schedule.ts';
import { adminGuard } from './ops/admin-guard.ts';
import { healthEndpoint, type Probes } from './ops/health.ts';
import { createScrapeAccess } from './ops/metrics/access.ts';
import { scrapeEndpoint } from './ops/metrics/scrape.ts';
import { ContentStore } from './rounds/content-store.ts';
import { importDrawKey } from './rounds/draw.ts';
import { Ledger } from './rounds/ledger.ts';
import { RoundsMetrics } from './rounds/rounds.metrics.ts';
import { roundsEndpoints } from './rounds/rounds.routes.ts';
import { RoundsService } from './rounds/rounds.service.ts';
import { EventStore } from './telemetry/event-store.ts';
import type { NameTracks } from './telemetry/product-numbers.ts';
import { telemetryJobs } from './telemetry/telemetry.jobs.ts';
import { telemetryEndpoints } from './telemetry/telemetry.routes.ts';
import { TelemetryService } from './telemetry/telemetry.service.ts';

export interface House {
  readonly fetch: App['fetch'];
  readonly runCron: RunCron;
}

/** Ledger object that only answers the readiness probe. */
const PROBE_LEDGER = 'probe';

/**
 * Builds the house for a set of bindings.
 *
 * @param clock Held still by tests.
 * @param flightIntervalMs Milliseconds between two shipments of metrics under load; tests do not wait.
 */
export async function buildHouse(
  bindings: Cloudflare.Env,
  clock: Clock = systemClock,
  flightIntervalMs: number = FLIGHT_INTERVAL_MS,
): Promise<House> {
  const env = parseEnv(bindings);
  if (!env.ok) {
    const log = createLog('error');
    for (const { variable, problem, remedy } of env.problems) log.error('misconfigured', { variable, problem, remedy });
    const notConfigured = () =>
      new AppError('unavailable', { message: 'This service is not configured. See /health.' });
    const app = createApp({
      endpoints: [healthEndpoint(probesOf(bindings), { problems: env.problems, notes: [] }, clock)],
      corsAllowedOrigins: [],
      clock,
      log,
      metrics: noMetrics,
      unmatched: notConfigured,
    });
    return { fetch: app.fetch, runCron: () => Promise.reject(notConfigured()) };
  }
  const { config, secrets, notes } = env;
  const log = createLog(config.LOG_LEVEL);
  const shards = new MetricsShards(bindings.METRICS);
  const metrics = new Recorder({ send: (parcel) => shards.send(parcel), clock, log, intervalMs: flightIntervalMs });
  const rounds = await buildRounds(bindings, clock, config, secrets, log, metrics);
  const telemetry = buildTelemetry(bindings, clock, rounds, metrics);
  const scrape = scrapeEndpoint({
    access: await createScrapeAccess(config.METRICS_ALLOWLIST, secrets.METRICS_TOKEN),
    recorder: metrics,
    shards,
    build: { version, environment: config.ENVIRONMENT },
    log,
  });
  const app = createApp({
    endpoints: [
      healthEndpoint(probesOf(bindings), { problems: [], notes }, clock),
      scrape,
      ...roundsEndpoints(rounds),
      ...telemetryEndpoints(telemetry, await adminGuard(env.secrets.ADMIN_TOKEN)),
    ],
    corsAllowedOrigins: config.CORS_ALLOWED_ORIGINS,
    clock,
    log,
    metrics,
  });
  return { fetch: app.fetch, runCron: createSchedule({ jobs: telemetryJobs(telemetry), clock, log }) };
}

async function buildRounds(
  bindings: Cloudflare.Env,
  clock: Clock,
  config: Config,
  secrets: Secrets,
  log: Log,
  metrics: Metrics,
): Promise<RoundsService> {
  const { JWT_SECRET: current, JWT_SECRET_NEW: next, ROUND_ORDER_SECRET: order } = secrets;
  return new RoundsService({
    contents: new ContentStore({ kv: bindings.CONTENT, bundled: questions, clock, log }),
    ledger: new Ledger(bindings.ROUND_LEDGER, clock),
    ring: await createHmacKeyRing({ current, next, signer: config.JWT_SIGNER }),
    drawKey: await importDrawKey(order),
    ledgerShards: config.LEDGER_SHARDS_PER_REGION,
    clock,
    metrics: new RoundsMetrics(metrics),
  });
}

function buildTelemetry({ DB: db }: Cloudflare.Env, clock: Clock, rounds: RoundsService, metrics: Metrics): TelemetryService {
  const nameTracks: NameTracks = async (waitUntil) => {
    const { tracks } = (await rounds.content(waitUntil)).pool({});
    return new Map(tracks.map(({ id, title, game }) => [id, { title, game }]));
  };
  return new TelemetryService({ db, events: new EventStore(db), nameTracks, metrics, clock });
}

function probesOf(bindings: Cloudflare.Env): Probes {
  return {
    CONTENT: () => bindings.CONTENT.get(contentKeys.current),
    DB: () => bindings.DB.prepare('SELECT 1').first(),
    ROUND_LEDGER: () => bindings.ROUND_LEDGER.getByName(PROBE_LEDGER).ping(),
  };
}
