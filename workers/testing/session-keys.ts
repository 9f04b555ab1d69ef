/** The data keys of sessions, as an isolate has them that runs jobs and sees no request. */
import { env } from 'cloudflare:workers';
import { DataKeys } from '../access/sessions/data-keys.ts';
import { deriveKey } from '../access/sessions/derived-key.ts';
import { buildSessions } from '../access/sessions/sessions.ts';
import { systemClock } from '../kernel/clock.ts';
import type { SessionKeys } from '../kernel/keys/session-keys.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';

const { SESSION_SECRET: secret } = env as unknown as { readonly SESSION_SECRET: string };

export async function sessionKeys(): Promise<SessionKeys> {
  const sessions = await buildSessions(secret, {
    namespace: env.SESSIONS,
    idleSeconds: 1800,
    absoluteSeconds: 43_200,
    clock: systemClock,
    metrics: noMetrics,
  });
  return new DataKeys(secret, sessions);
}

/** What somebody could make who has SESSION_SECRET and guesses the salt. */
export function guessedKey(salt: Uint8Array): Promise<CryptoKey> {
  return deriveKey(secret, 'session data', 'seal', salt);
}
