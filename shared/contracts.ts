/**
 * Every contract there is, for the API description and for the tests that hold all routes to the same promises.
 * A route that is in no contract file cannot be bound to a handler with `endpoint`, so none is missing for long.
 */
import * as accessAdmin from './access-admin.contract.ts';
import * as apiKeys from './api-keys.contract.ts';
import * as auth from './auth.contract.ts';
import * as authzen from './authzen.contract.ts';
import * as cacheAdmin from './cache-admin.contract.ts';
import * as catalogue from './catalogue.contract.ts';
import * as consoleRoom from './console.contract.ts';
import * as containers from './containers.contract.ts';
import type { RouteContract } from './contract.ts';
import * as encryption from './encryption.contract.ts';
import * as gatewayConfig from './gateway-config.contract.ts';
import * as gatewaySessions from './gateway-sessions.contract.ts';
import * as gateways from './gateways.contract.ts';
import * as githubToken from './github-token.contract.ts';
import * as health from './health.contract.ts';
import * as hosts from './hosts.contract.ts';
import * as inspector from './inspector.contract.ts';
import * as jobs from './jobs.contract.ts';
import * as limits from './limits.contract.ts';
import * as remoteServers from './remote-servers.contract.ts';
import * as rounds from './rounds.contract.ts';
import * as secrets from './secrets.contract.ts';
import * as servers from './servers.contract.ts';
import * as telemetry from './telemetry.contract.ts';
import * as tokens from './tokens.contract.ts';
import * as zaim from './zaim.contract.ts';

/** The tag of the operator's routes. */
export const ADMIN_TAG = 'admin';
/** Tags of routes that are not there for whoever may not use them. */
export const HIDDEN_TAGS: readonly string[] = [ADMIN_TAG, 'zaim'];

export const CONTRACTS: readonly RouteContract[] = [
  rounds,
  telemetry,
  health,
  auth,
  apiKeys,
  authzen,
  accessAdmin,
  cacheAdmin,
  tokens,
  limits,
  encryption,
  zaim,
  consoleRoom,
  hosts,
  servers,
  containers,
  gatewaySessions,
  jobs,
  secrets,
  githubToken,
  gatewayConfig,
  catalogue,
  gateways,
  remoteServers,
  inspector,
]
  .flatMap((file): unknown[] => Object.values(file))
  .filter(isContract);

/** What may be shown to a route; which of them counts is up to its guard. */
export type CredentialKind = 'session' | 'token' | 'apiKey' | 'adminToken';

/** Any one of these is asked for; none on routes that are open to everybody. */
export function credentialsOf({ tag, errors }: Pick<RouteContract, 'tag' | 'errors'>): readonly CredentialKind[] {
  if (HIDDEN_TAGS.includes(tag)) return ['adminToken', 'session', 'token'];
  if (!errors.includes('not_signed_in')) return [];
  return tag === 'access' ? ['apiKey', 'token', 'adminToken'] : ['session'];
}

/** Contract files hold schemas and addresses of other routes as well. */
function isContract(value: unknown): value is RouteContract {
  return typeof value === 'object' && value !== null && 'id' in value && 'summary' in value;
}
