/** Signing in to remote servers: authorization code with PKCE, for the session that began and once. */
import * as oauth from 'oauth4webapi';
import { OAUTH_CALLBACK_PATH } from '../../../shared/remote-servers.contract.ts';
import type { OAuthCallbackReply, StartOAuthReply, StartOAuthRequest } from '../../../shared/remote-servers.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { Subject } from '../../kernel/principal.ts';
import { watchSecret } from '../../kernel/sanitise/watched-secrets.ts';
import type { Grants } from './grants.ts';
import { findSignInPlace } from './oauth/authorization-server.ts';
import { knownServer, type OAuthClient } from './oauth/grant.ts';
import { exchangeCode, registerClient } from './oauth/oauth-calls.ts';
import { oauthFault } from './oauth/oauth-fault.ts';
import type { SignIns } from './oauth/sign-ins.ts';
import type { RemoteServers } from './remote-servers.service.ts';

interface RemoteOAuthParts {
  readonly servers: RemoteServers;
  readonly grants: Grants;
  readonly signIns: SignIns;
  readonly guardedFetch: GuardedFetch;
  readonly publicUrl: string;
  readonly clock: Clock;
}

/** Who signs in, and in which session. */
export interface SignedInPerson {
  readonly owner: Subject;
  readonly sessionId: string;
}

export class RemoteOAuth {
  readonly #parts: RemoteOAuthParts;

  constructor(parts: RemoteOAuthParts) {
    this.#parts = parts;
  }

  get #redirectUri(): string {
    return this.#parts.publicUrl + OAUTH_CALLBACK_PATH;
  }

  /** @throws AppError `not_found`, `conflict`, `url_refused`, `upstream_failed` with an OAuth fault. */
  async start({ owner, sessionId }: SignedInPerson, request: StartOAuthRequest): Promise<StartOAuthReply> {
    const { servers, guardedFetch, signIns } = this.#parts;
    const row = await servers.require(owner, request.server_id);
    if (row.is_enabled === 0) throw new AppError('conflict', { message: 'This server is disabled. Enable it first.' });
    const { server, resource, scopes: offered } = await findSignInPlace(row.endpoint, guardedFetch);
    const client = givenClient(request) ?? (await registerClient(server, this.#redirectUri, resource, guardedFetch));
    const known = knownServer.safeParse(server);
    if (!known.success) throw oauthFault('unsafe_metadata', 'longer than is kept');
    const scopes = request.scopes.length > 0 ? request.scopes : [...offered];
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const state = await signIns.begin(
      {
        version: 1,
        serverId: row.id,
        endpoint: row.endpoint,
        server: known.data,
        client,
        resource,
        codeVerifier,
        scopes,
      },
      sessionId,
    );
    const page = new URL(server.authorization_endpoint ?? '');
    const query = {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: this.#redirectUri,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      resource,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    };
    for (const [name, value] of Object.entries(query)) page.searchParams.set(name, value);
    return { auth_url: page.href, state, required_scopes: scopes };
  }

  /** @param query Of the callback. @throws AppError with an OAuth fault; `not_found` when the server is gone meanwhile. */
  async finish({ owner, sessionId }: SignedInPerson, query: URLSearchParams): Promise<OAuthCallbackReply> {
    const { signIns, servers, grants, guardedFetch, clock } = this.#parts;
    const signIn = await signIns.consume(query.get('state') ?? '', sessionId);
    const row = await servers.require(owner, signIn.serverId);
    const given = await exchangeCode(signIn, query, this.#redirectUri, guardedFetch, clock);
    const key = await grants.keep(owner, row.id, given);
    const { expiresAtMs, scopes } = given;
    return {
      status: 'authorized',
      server_id: row.id,
      credential_key: key,
      scope: [...scopes],
      expires_in: expiresAtMs === null ? null : Math.max(0, Math.floor((expiresAtMs - clock.nowMs()) / 1000)),
      expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    };
  }

  /** @throws AppError `not_found` when the server has no such credential; `upstream_failed`. */
  async refresh(owner: Subject, serverId: string, credentialKey: string) {
    const { servers, grants } = this.#parts;
    const row = await servers.require(owner, serverId);
    if (row.credential_key !== credentialKey) throw new AppError('not_found');
    const renewed = await grants.renew(owner, row);
    if (renewed === undefined) throw oauthFault('provider_error');
    const { expiresAtMs } = renewed;
    return {
      credential_key: credentialKey,
      refreshed: true,
      expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    };
  }
}

function givenClient({ client_id: id, client_secret: secret }: StartOAuthRequest): OAuthClient | undefined {
  if (secret !== undefined) watchSecret(secret);
  return id === undefined ? undefined : { id, secret: secret ?? null };
}
