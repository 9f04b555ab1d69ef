/** Wiring of sign-in and sessions. */

import { ACCOUNT_PATH } from '../../../shared/auth.vocabulary.ts';
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Config, Secrets } from '../../kernel/env.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SessionKeys } from '../../kernel/keys/session-keys.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { createOutbound, type Outbound } from '../../kernel/outbound.ts';
import { DataKeys } from '../sessions/data-keys.ts';
import { deriveKey } from '../sessions/derived-key.ts';
import { MarkedIds } from '../sessions/marked-ids.ts';
import { type HasRole, type SessionRules, sessionGuard } from '../sessions/session-guard.ts';
import { sessionsEndpoints } from '../sessions/sessions.routes.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import { buildSessions } from '../sessions/sessions.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import { Provider } from './provider.ts';
import { PROVIDER_BYTES_MAX, PROVIDER_TIMEOUT_MS } from './sign-in.constants.ts';
import { signInEndpoints } from './sign-in.routes.ts';
import { SignIn } from './sign-in.service.ts';
import { Transactions } from './transactions.ts';

export interface SignInRoomParts {
  readonly bindings: Pick<Cloudflare.Env, 'SESSIONS' | 'SIGN_INS'>;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Calls to the provider. */
  readonly outbound?: Outbound;
  readonly idTokens: Pick<TokenValidator, 'verifyIdToken'>;
}

export interface SignInRoom {
  readonly endpoints: readonly Endpoint[];
  /** undefined where SESSION_SECRET is not set: nobody can have a session then. */
  readonly sessions: Sessions | undefined;
  readonly sessionKeys: SessionKeys;
  /** A guard for routes of people who signed in. */
  guard(rules?: SessionRules, hasRole?: HasRole): Guard;
}

export async function buildSignIn(parts: SignInRoomParts): Promise<SignInRoom> {
  const { bindings, config, secrets, clock, log, metrics } = parts;
  const { PUBLIC_URL: publicUrl, OIDC_PROVIDER: settings } = config;
  const sessions =
    secrets.SESSION_SECRET === undefined
      ? undefined
      : await buildSessions(secrets.SESSION_SECRET, {
          namespace: bindings.SESSIONS,
          idleSeconds: config.SESSION_IDLE_SECONDS,
          absoluteSeconds: config.SESSION_ABSOLUTE_SECONDS,
          clock,
          metrics,
        });
  const guard = (rules?: SessionRules, hasRole?: HasRole): Guard =>
    sessions === undefined
      ? () => Promise.reject(new AppError('not_signed_in'))
      : sessionGuard(sessions, publicUrl, rules, hasRole);
  const signIn = sessions && (await buildService(parts, sessions));
  return {
    endpoints: [
      ...signInEndpoints({ signIn, publicUrl, log }),
      ...sessionsEndpoints({
        sessions,
        guard: guard(),
        publicUrl,
        providerName: settings && (settings.display_name ?? new URL(settings.issuer).hostname),
        signOutUrl: async (waitUntil) => signIn?.signOutUrl(waitUntil) ?? publicUrl + ACCOUNT_PATH,
      }),
    ],
    sessions,
    sessionKeys:
      secrets.SESSION_SECRET === undefined || sessions === undefined
        ? { keyOf: () => Promise.resolve(undefined) }
        : new DataKeys(secrets.SESSION_SECRET, sessions),
    guard,
  };
}

async function buildService(parts: SignInRoomParts, sessions: Sessions): Promise<SignIn | undefined> {
  const { bindings, config, secrets, clock, metrics } = parts;
  const { OIDC_PROVIDER: settings, PUBLIC_URL: publicUrl } = config;
  const { SESSION_SECRET: secret } = secrets;
  // The settings have been checked: a provider has its issuer and its secret (settings/identity.ts).
  if (settings === undefined || secret === undefined) return undefined;
  const outbound = parts.outbound ?? createOutbound({ timeoutMs: PROVIDER_TIMEOUT_MS, bytesMax: PROVIDER_BYTES_MAX });
  const provider = new Provider({ settings, clientSecret: secrets.OIDC_CLIENT_SECRET, publicUrl, outbound, clock });
  return new SignIn({
    settings,
    provider,
    transactions: new Transactions({
      namespace: bindings.SIGN_INS,
      ids: new MarkedIds(await deriveKey(secret, 'sign-in state', 'mac'), 0),
      sealingKey: await deriveKey(secret, 'sign-in content', 'seal'),
    }),
    idTokens: parts.idTokens,
    roleMapping: config.ROLE_MAPPING,
    sessions,
    clock,
    metrics,
  });
}
