/**
 * The house with a ledger that accepts every answer at once: the same code as the real Worker without the hop to a
 * Durable Object and without the write. What `next` costs on top of this is what the ledger costs.
 */
import questions from '../../../content/questions.json';
import { type App, createApp } from '../../../workers/kernel/app.ts';
import { systemClock } from '../../../workers/kernel/clock.ts';
import { parseEnv } from '../../../workers/kernel/env.ts';
import { createHmacKeyRing } from '../../../workers/kernel/keys/key-ring.ts';
import { UNLIMITED } from '../../../workers/kernel/limits/decision.ts';
import { createLog } from '../../../workers/kernel/log.ts';
import { noMetrics } from '../../../workers/kernel/metrics/metrics.ts';
import { ContentStore } from '../../../workers/rounds/content-store.ts';
import { importDrawKey } from '../../../workers/rounds/draw.ts';
import { Ledger, type Recorded } from '../../../workers/rounds/ledger.ts';
import { RoundsMetrics } from '../../../workers/rounds/rounds.metrics.ts';
import { roundsEndpoints } from '../../../workers/rounds/rounds.routes.ts';
import { RoundsService } from '../../../workers/rounds/rounds.service.ts';
import { noRoundLimits, noRouteLimits } from './no-limits.ts';

export * from './objects.ts';

class AgreeableLedger extends Ledger {
  override record(): Promise<Recorded> {
    const record = { outcome: 'accepted', correctCount: 1, recordedAtMs: Date.now() } as const;
    return Promise.resolve({ record, limit: UNLIMITED });
  }
}

let built: App | undefined;

async function build(bindings: Cloudflare.Env): Promise<App> {
  const env = parseEnv(bindings);
  if (!env.ok) throw new Error('not configured');
  const { config, secrets } = env;
  const log = createLog(config.LOG_LEVEL);
  const clock = systemClock;
  const rounds = new RoundsService({
    contents: new ContentStore({ kv: bindings.CONTENT, bundled: questions, clock, log }),
    ledger: new AgreeableLedger(bindings.ROUND_LEDGER, clock, noRoundLimits),
    ring: await createHmacKeyRing({ current: secrets.JWT_SECRET, signer: config.JWT_SIGNER }),
    drawKey: await importDrawKey(secrets.ROUND_ORDER_SECRET),
    ledgerShards: config.LEDGER_SHARDS_PER_REGION,
    clock,
    metrics: new RoundsMetrics(noMetrics),
  });
  return createApp({
    endpoints: roundsEndpoints(rounds),
    limits: noRouteLimits,
    corsAllowedOrigins: config.CORS_ALLOWED_ORIGINS,
    clock,
    log,
    metrics: noMetrics,
  });
}

export default {
  fetch: async (request, bindings, context) => {
    built ??= await build(bindings);
    return await built.fetch(request, bindings, context);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
