/**
 * Builds the house out of the bindings: kernel services, features, application. Once per isolate; a house whose
 * configuration is wrong answers `/health` with the remedy and everything else with `unavailable`.
 */
import questions from '../content/questions.json';
import { version } from '../package.json';
import { contentKeys } from '../shared/content-keys.ts';
import { buildAccess } from './access/access.ts';
import { buildConsole } from './console/console.ts';
import { type App, createApp } from './kernel/app.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { type Config, parseEnv, type Secrets } from './kernel/env.ts';
import { AppError } from './kernel/errors.ts';
import { createGuardedFetch } from './kernel/guarded-fetch/guarded-fetch.ts';
import { buildJobs } from './kernel/jobs/build-jobs.ts';
import type { RunQueue } from './kernel/jobs/job-consumer.ts';
import type { Recall } from './kernel/jobs/recall.ts';
import { createHmacKeyRing } from './kernel/keys/key-ring.ts';
import { SealingRing } from './kernel/keys/sealing-ring.ts';
import { CallerKeys } from './kernel/limits/caller.ts';
import { Limiter } from './kernel/limits/limiter.ts';
import { OverrideBook } from './kernel/limits/overrides.ts';
import { ShardDoor } from './kernel/limits/shard-door.ts';
import { createLog, type Log } from './kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from './kernel/metrics/metrics.constants.ts';
import { type Metrics, noMetrics } from './kernel/metrics/metrics.ts';
import { Recorder } from './kernel/metrics/recorder.ts';
import { MetricsShards } from './kernel/metrics/shards.ts';
import { createSchedule, type RunCron } from './kernel/schedule.ts';
import { adminGuard } from './ops/admin-guard.ts';
import { encryptionEndpoints } from './ops/encryption.routes.ts';
import { healthEndpoint, type Probes } from './ops/health.ts';
import { limitsEndpoints } from './ops/limits.routes.ts';
import { LimitsAdmin, type RoundBudgets } from './ops/limits.service.ts';
import { createScrapeAccess } from './ops/metrics/access.ts';
import { scrapeEndpoint } from './ops/metrics/scrape.ts';
import { sealedSeries } from './ops/sealed-series.ts';
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
import { buildZaim } from './zaim/zaim.ts';

export interface House {
  readonly fetch: App['fetch'];
  readonly runCron: RunCron;
  readonly runQueue: RunQueue;
  /** With the first call of an isolate: brings back what a queue forgot that is gone with its process, as the local one. */
  readonly recall: Recall;
}

/** Name of the objects that only answer the readiness probe. */
const PROBE = 'probe';

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
    const refuse = () => Promise.reject(notConfigured());
    return { fetch: app.fetch, runCron: refuse, runQueue: refuse, recall: () => undefined };
  }
  const { config, secrets, notes } = env;
  const log = createLog(config.LOG_LEVEL);
  const shards = new MetricsShards(bindings.METRICS);
  const metrics = new Recorder({ send: (parcel) => shards.send(parcel), clock, log, intervalMs: flightIntervalMs });
  const limits = await buildLimits(bindings, clock, secrets, log, metrics);
  const ledger = new Ledger(bindings.ROUND_LEDGER, clock, limits.limiter);
  const rounds = await buildRounds(bindings, clock, config, secrets, log, ledger, metrics);
  const limitsAdmin = new LimitsAdmin({ ...limits, rounds: roundBudgets(ledger), clock, log });
  const telemetry = buildTelemetry(bindings, clock, rounds, metrics);
  const operator = await adminGuard(secrets.ADMIN_TOKEN);
  const access = await buildAccess({ bindings, config, secrets, limits, clock, log, metrics, operator });
  const ring = await encryptionRing(config, secrets);
  const zaim = await buildZaim({ bindings, config, secrets, ring, guard: access.admin, clock, log, metrics });
  const guardedFetch = createGuardedFetch({ settings: config, log, metrics });
  const background = buildJobs({ bindings, clock, log, metrics });
  const { jobs } = background;
  const room = await buildConsole({
    bindings,
    config,
    secrets,
    ring,
    guard: access.console,
    guardedFetch,
    jobs,
    sessionKeys: access.sessionKeys,
    clock,
    log,
    metrics,
  });
  const sealed = [...zaim.sealed, ...room.sealed];
  const scrape = scrapeEndpoint({
    access: await createScrapeAccess(config.METRICS_ALLOWLIST, secrets.METRICS_TOKEN),
    recorder: metrics,
    shards,
    sources: [...zaim.sources, ...room.sources, ...background.sources, ...sealedSeries(ring, sealed)],
    build: { version, environment: config.ENVIRONMENT },
    log,
  });
  const app = createApp({
    endpoints: [
      healthEndpoint(probesOf(bindings), { problems: [], notes }, clock),
      scrape,
      ...roundsEndpoints(rounds),
      ...telemetryEndpoints(telemetry, access.admin),
      ...limitsEndpoints(limitsAdmin, access.admin),
      ...access.endpoints,
      ...zaim.endpoints,
      ...room.endpoints,
      ...(config.CONSOLE_ENABLED ? background.endpoints(access.console, access.admin) : []),
      ...encryptionEndpoints({ ring, holders: sealed, guard: access.admin, log }),
    ],
    limits,
    corsAllowedOrigins: config.CORS_ALLOWED_ORIGINS,
    clock,
    log,
    metrics,
  });
  const isLocal = config.ENVIRONMENT === 'local';
  return {
    fetch: app.fetch,
    recall: isLocal ? background.recall : () => undefined,
    runCron: createSchedule({ jobs: telemetryJobs(telemetry), clock, log }),
    runQueue: background.consumer(room.jobTypes, isLocal),
  };
}

/** The ring that seals data at rest; undefined when no key is set. */
async function encryptionRing(config: Config, secrets: Secrets): Promise<SealingRing | undefined> {
  const { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next } = secrets;
  return current === undefined
    ? undefined
    : await SealingRing.from({ current, next, signer: config.ENCRYPTION_SIGNER });
}

async function buildLimits(bindings: Cloudflare.Env, clock: Clock, secrets: Secrets, log: Log, metrics: Metrics) {
  const shards = new ShardDoor(bindings.LIMITS, clock);
  const book = new OverrideBook(bindings.LIMIT_OVERRIDES, clock, log);
  return {
    shards,
    book,
    limiter: new Limiter({ shards, book, clock, metrics, log }),
    // Does not rotate, so that a rotation does not begin every window anew.
    callers: await CallerKeys.from(secrets.ROUND_ORDER_SECRET),
  };
}

async function buildRounds(
  bindings: Cloudflare.Env,
  clock: Clock,
  config: Config,
  secrets: Secrets,
  log: Log,
  ledger: Ledger,
  metrics: Metrics,
): Promise<RoundsService> {
  const { JWT_SECRET: current, JWT_SECRET_NEW: next, ROUND_ORDER_SECRET: order } = secrets;
  return new RoundsService({
    contents: new ContentStore({ kv: bindings.CONTENT, bundled: questions, clock, log }),
    ledger,
    ring: await createHmacKeyRing({ current, next, signer: config.JWT_SIGNER }),
    drawKey: await importDrawKey(order),
    ledgerShards: config.LEDGER_SHARDS_PER_REGION,
    clock,
    metrics: new RoundsMetrics(metrics),
  });
}

function buildTelemetry(
  { DB: db }: Cloudflare.Env,
  clock: Clock,
  rounds: RoundsService,
  metrics: Metrics,
): TelemetryService {
  const nameTracks: NameTracks = async (waitUntil) => {
    const { tracks } = (await rounds.content(waitUntil)).pool({});
    return new Map(tracks.map(({ id, title, game }) => [id, { title, game }]));
  };
  return new TelemetryService({ db, events: new EventStore(db), nameTracks, metrics, clock });
}

/** The rounds' own limit, for the operator's routes: features do not know each other. */
function roundBudgets(ledger: Ledger): RoundBudgets {
  const objectOf = (roundId: string) => {
    const object = ledger.objectOf(roundId);
    if (object === undefined) throw new AppError('bad_request', { message: 'This is not the id of a round.' });
    return object;
  };
  return {
    peek: async (check) => await objectOf(check.key).budgetOf(check),
    reset: async (roundId) => await objectOf(roundId).resetBudget(roundId),
  };
}

function probesOf(bindings: Cloudflare.Env): Probes {
  return {
    CONTENT: () => bindings.CONTENT.get(contentKeys.current),
    DB: () => bindings.DB.prepare('SELECT 1').first(),
    ROUND_LEDGER: () => bindings.ROUND_LEDGER.getByName(PROBE).ping(),
    LIMITS: () => bindings.LIMITS.getByName(PROBE).ping(),
    ACCESS_SUBJECTS: () => bindings.ACCESS_SUBJECTS.getByName(PROBE).ping(),
    ACCESS_POLICIES: () => bindings.ACCESS_POLICIES.getByName(PROBE).ping(),
    SESSIONS: () => bindings.SESSIONS.getByName(PROBE).ping(),
    SIGN_INS: () => bindings.SIGN_INS.getByName(PROBE).ping(),
    LIMIT_OVERRIDES: () => bindings.LIMIT_OVERRIDES.getByName(PROBE).ping(),
    GATEWAY_SESSIONS: () => bindings.GATEWAY_SESSIONS.getByName(PROBE).ping(),
    JOBS: () => bindings.JOBS.getByName(PROBE).ping(),
    ZAIM_REGISTRY: () => bindings.ZAIM_REGISTRY.getByName(PROBE).ping(),
  };
}
