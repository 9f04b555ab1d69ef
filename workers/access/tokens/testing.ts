/** What the tests of this folder share: a validator over the real KV, and the claims of a good token. */
import { env } from 'cloudflare:workers';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { identitySettings, type TokenIssuer } from '../../kernel/settings/identity.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { buildTokens, type Tokens } from './tokens.ts';

export const CLIENT = '4u2example9client7id1';

/** Settings as an operator would write them. */
export function issuerSettings(issuer: string, change: object = {}): TokenIssuer {
  const settings = {
    issuer,
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    client_ids: [CLIENT],
    token_use: ['access'],
    ...change,
  };
  const [parsed] = identitySettings.TOKEN_ISSUERS.parse(JSON.stringify([settings]));
  if (parsed === undefined) throw new Error('no issuer');
  return parsed;
}

interface Isolate extends Tokens {
  readonly clock: TestClock;
  /** Waits for what was left running behind the answers. */
  settled(): Promise<void>;
  readonly waitUntil: (work: Promise<unknown>) => void;
  validate(token: string): ReturnType<Tokens['validator']['validate']>;
}

/** Token validation with a memory of its own, as one isolate has it. */
export function isolate(
  issuers: readonly TokenIssuer[],
  {
    clock = testClock(),
    kv = env.ACCESS_CACHE,
    cache = true,
  }: { clock?: TestClock; kv?: KVNamespace; cache?: boolean } = {},
): Isolate {
  const behind: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void behind.push(work);
  const config = {
    ENVIRONMENT: 'production' as const,
    TOKEN_ISSUERS: [...issuers],
    ROLE_MAPPING: identitySettings.ROLE_MAPPING.parse(''),
    ENABLE_AUTH_CACHE: cache,
  };
  const tokens = buildTokens({ config, kv, clock, metrics: noMetrics, log: createLog('silent') });
  return {
    ...tokens,
    clock,
    waitUntil,
    settled: async () => {
      while (behind.length > 0) await behind.pop();
    },
    validate: (token) => tokens.validator.validate(token, waitUntil),
  };
}

/** Claims in the form of a Cognito access token, an hour long. */
export function accessClaims(issuer: string, clock: TestClock, change: object = {}): Readonly<Record<string, unknown>> {
  const now = Math.floor(clock.nowMs() / 1000);
  const claims = {
    iss: issuer,
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    client_id: CLIENT,
    token_use: 'access',
    scope: 'openid orders:read',
    auth_time: now,
    iat: now,
    exp: now + 3600,
    jti: 'c3f7a1',
    username: 'ann',
    'cognito:groups': ['user', 'admin', 'strangers'],
  };
  return { ...claims, ...change };
}
