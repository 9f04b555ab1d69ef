/**
 * What a session's object needs of the world: the ring and the way to Docker hosts. An object is handed bindings and lives
 * apart from the Worker that asks it.
 */
import { systemClock } from '../../kernel/clock.ts';
import { parseEnv } from '../../kernel/env.ts';
import { AppError } from '../../kernel/errors.ts';
import { createGuardedFetch, type GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import { createLog } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Subject } from '../../kernel/principal.ts';
import { createEngine } from '../docker/docker-engine.ts';
import type { Engine } from '../docker/engine.ts';
import { HostStore } from '../hosts/host-store.ts';

/** @throws AppError `not_found` when the owner has no such host any more. */
export type EngineOf = (owner: Subject, hostId: string) => Promise<Engine>;

export interface SessionSurroundings {
  readonly ring: SealingRing;
  readonly engineOf: EngineOf;
}

export function enginesOf(hosts: HostStore, guardedFetch: GuardedFetch): EngineOf {
  return async (owner, hostId) => {
    const host = await hosts.find(owner, hostId);
    if (host === undefined)
      throw new AppError('not_found', { message: 'This Docker host is not registered any more.' });
    return createEngine(guardedFetch, systemClock, host);
  };
}

/** @throws Error when the house is not configured: whoever waits for it tries again. */
export async function surroundingsOf(bindings: Cloudflare.Env, metrics: Metrics): Promise<SessionSurroundings> {
  const env = parseEnv(bindings);
  if (!env.ok) throw new Error('the house is not configured');
  const { config: settings, secrets } = env;
  const { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next } = secrets;
  if (current === undefined) throw new Error('no encryption key is set');
  const ring = await SealingRing.from({ current, next, signer: settings.ENCRYPTION_SIGNER });
  const guardedFetch = createGuardedFetch({ settings, log: createLog(settings.LOG_LEVEL), metrics });
  return { ring, engineOf: enginesOf(new HostStore(bindings.DB, ring), guardedFetch) };
}
