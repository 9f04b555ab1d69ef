/** The room's settings out of the bindings, for the Worker and for its objects, which run apart from it. */

import type { Config, Secrets } from '../kernel/env.ts';
import { parseEnv } from '../kernel/env.ts';
import { SealingRing } from '../kernel/keys/sealing-ring.ts';
import { zaimCallbackUrl } from '../kernel/settings/zaim.ts';

export interface ZaimSettings {
  readonly consumer: { readonly consumerKey: string; readonly consumerSecret: string };
  readonly callbackUrl: string;
  readonly apiOrigin: string;
  readonly authOrigin: string;
  readonly isRegisteredPermanent: boolean;
  readonly fetchIntervalMs: number;
  readonly callsPerHour: number;
  readonly logLevel: Config['LOG_LEVEL'];
  readonly ring: SealingRing;
}

/** @returns undefined when no application is configured. */
export async function zaimSettings(config: Config, secrets: Secrets): Promise<ZaimSettings | undefined> {
  const { ZAIM_CONSUMER_KEY: consumerKey, ZAIM_CONSUMER_SECRET: consumerSecret } = secrets;
  const { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next } = secrets;
  if (consumerKey === undefined || consumerSecret === undefined || current === undefined) return undefined;
  return {
    consumer: { consumerKey, consumerSecret },
    callbackUrl: zaimCallbackUrl(config),
    apiOrigin: config.ZAIM_API_URL,
    authOrigin: config.ZAIM_AUTH_URL,
    isRegisteredPermanent: config.ZAIM_PERMANENT_ACCESS,
    fetchIntervalMs: config.ZAIM_FETCH_MINUTES * 60_000,
    callsPerHour: config.ZAIM_CALLS_PER_HOUR,
    logLevel: config.LOG_LEVEL,
    ring: await SealingRing.from({ current, next, signer: config.ENCRYPTION_SIGNER }),
  };
}

/** The ring alone: what is sealed stays an operator's business when the application is no longer configured. */
export async function sealingRingOf(bindings: object): Promise<SealingRing> {
  const env = parseEnv(bindings);
  if (!env.ok || env.secrets.ENCRYPTION_KEY === undefined) throw new Error('no encryption key is configured');
  const { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next } = env.secrets;
  return await SealingRing.from({ current, next, signer: env.config.ENCRYPTION_SIGNER });
}

/** The settings for an object, which is handed the bindings. @throws Error when they are not configured. */
export async function zaimSettingsOf(bindings: object): Promise<ZaimSettings> {
  const env = parseEnv(bindings);
  const settings = env.ok ? await zaimSettings(env.config, env.secrets) : undefined;
  if (settings === undefined) throw new Error('Zaim is not configured');
  return settings;
}
