/**
 * Builds the house out of the bindings: kernel services, features, application. Once per isolate; a house whose
 * configuration is wrong answers `/health` with the remedy and everything else with `unavailable`.
 */
import questions from '../content/questions.json';
import { contentKeys } from '../shared/content-keys.ts';
import { type App, createApp } from './kernel/app.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { type Config, parseEnv, type Secrets } from './kernel/env.ts';
import { AppError } from './kernel/errors.ts';
import { createHmacKeyRing } from './kernel/keys/key-ring.ts';
import { createLog, type Log } from './kernel/log.ts';
import { healthEndpoint, type Probes } from './ops/health.ts';
import { ContentStore } from './rounds/content-store.ts';
import { importDrawKey } from './rounds/draw.ts';
import { Ledger } from './rounds/ledger.ts';
import { roundsEndpoints } from './rounds/rounds.routes.ts';
import { RoundsService } from './rounds/rounds.service.ts';

/** Ledger object that only answers the readiness probe. */
const PROBE_LEDGER = 'probe';

/**
 * Builds the application for a set of bindings.
 *
 * @param clock Held still by tests.
 */
export async function buildHouse(bindings: Cloudflare.Env, clock: Clock = systemClock): Promise<App> {
  const env = parseEnv(bindings);
  if (!env.ok) {
    const log = createLog('error');
    for (const { variable, problem, remedy } of env.problems) log.error('misconfigured', { variable, problem, remedy });
    return createApp({
      endpoints: [healthEndpoint(probesOf(bindings), env.problems, clock)],
      corsAllowedOrigins: [],
      clock,
      log,
      unmatched: () => new AppError('unavailable', { message: 'This service is not configured. See /health.' }),
    });
  }
  const log = createLog(env.config.LOG_LEVEL);
  const rounds = await buildRounds(bindings, clock, env.config, env.secrets, log);
  return createApp({
    endpoints: [healthEndpoint(probesOf(bindings), [], clock), ...roundsEndpoints(rounds)],
    corsAllowedOrigins: env.config.CORS_ALLOWED_ORIGINS,
    clock,
    log,
  });
}

async function buildRounds(
  bindings: Cloudflare.Env,
  clock: Clock,
  config: Config,
  secrets: Secrets,
  log: Log,
): Promise<RoundsService> {
  const { JWT_SECRET: current, JWT_SECRET_NEW: next, ROUND_ORDER_SECRET: order } = secrets;
  return new RoundsService({
    contents: new ContentStore({ kv: bindings.CONTENT, bundled: questions, clock, log }),
    ledger: new Ledger(bindings.ROUND_LEDGER, clock),
    ring: await createHmacKeyRing({ current, next, signer: config.JWT_SIGNER }),
    drawKey: await importDrawKey(order),
    ledgerShards: config.LEDGER_SHARDS_PER_REGION,
    clock,
  });
}

function probesOf(bindings: Cloudflare.Env): Probes {
  return {
    CONTENT: () => bindings.CONTENT.get(contentKeys.current),
    DB: () => bindings.DB.prepare('SELECT 1').first(),
    ROUND_LEDGER: () => bindings.ROUND_LEDGER.getByName(PROBE_LEDGER).ping(),
  };
}
