/** The calls to an authorization server: register, exchange, renew, revoke. All through the guard, none retried. */
import * as oauth from 'oauth4webapi';
import type { Clock } from '../../../kernel/clock.ts';
import type { GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { watchSecret } from '../../../kernel/sanitise/watched-secrets.ts';
import { TOKEN_SECONDS_MAX } from '../remote-servers.constants.ts';
import { guardedOptions } from './authorization-server.ts';
import { clientAuthentication, clientOf, type Grant, grant, type OAuthClient } from './grant.ts';
import { asOAuthFault, oauthFault } from './oauth-fault.ts';
import type { SignInContent } from './sign-ins.ts';

/** RFC 7591. @throws AppError `upstream_failed` with the fault `no_registration` and others. */
export async function registerClient(
  server: oauth.AuthorizationServer,
  redirectUri: string,
  resource: string,
  guardedFetch: GuardedFetch,
): Promise<OAuthClient> {
  if (server.registration_endpoint === undefined) throw oauthFault('no_registration');
  const metadata = {
    client_name: 'Roundhouse console',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  try {
    const response = await oauth.dynamicClientRegistrationRequest(
      server,
      metadata,
      guardedOptions(guardedFetch, resource),
    );
    const client = await oauth.processDynamicClientRegistrationResponse(response);
    const secret = typeof client.client_secret === 'string' ? client.client_secret : null;
    if (secret !== null) watchSecret(secret);
    return { id: client.client_id, secret };
  } catch (error) {
    throw asOAuthFault(error);
  }
}

/** @param query Of the callback. @throws AppError with an OAuth fault. */
export async function exchangeCode(
  signIn: SignInContent,
  query: URLSearchParams,
  redirectUri: string,
  guardedFetch: GuardedFetch,
  clock: Clock,
): Promise<Grant> {
  const { server, client, resource, codeVerifier, scopes } = signIn;
  try {
    // The state was consumed, so it is the one; the issuer is compared where the server announces it (RFC 9207).
    const answer = oauth.validateAuthResponse(server, clientOf(client), query, query.get('state') ?? '');
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      clientOf(client),
      clientAuthentication(client, server),
      answer,
      redirectUri,
      codeVerifier,
      { ...guardedOptions(guardedFetch, resource), additionalParameters: { resource } },
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, clientOf(client), response);
    return grantOf({ server, client, resource }, tokens, clock, { scopes, refreshToken: null });
  } catch (error) {
    throw asOAuthFault(error);
  }
}

/** @throws What the library throws: `isInvalidGrant` tells a token that is no longer good. */
export async function renewToken(before: Grant, guardedFetch: GuardedFetch, clock: Clock): Promise<Grant> {
  const { server, client, resource, refreshToken } = before;
  if (refreshToken === null) throw oauthFault('provider_error', 'there is no refresh token');
  const response = await oauth.refreshTokenGrantRequest(
    server,
    clientOf(client),
    clientAuthentication(client, server),
    refreshToken,
    { ...guardedOptions(guardedFetch, resource), additionalParameters: { resource } },
  );
  const tokens = await oauth.processRefreshTokenResponse(server, clientOf(client), response);
  return grantOf({ server, client, resource }, tokens, clock, before);
}

/** RFC 7009. Fails silently: what matters is that we forget the token. @returns Whether the other side confirmed. */
export async function revokeToken(given: Grant, guardedFetch: GuardedFetch): Promise<boolean> {
  const { server, client, resource, refreshToken, accessToken } = given;
  if (server.revocation_endpoint === undefined) return false;
  try {
    const response = await oauth.revocationRequest(
      server,
      clientOf(client),
      clientAuthentication(client, server),
      refreshToken ?? accessToken,
      guardedOptions(guardedFetch, resource),
    );
    await oauth.processRevocationResponse(response);
    return true;
  } catch {
    return false;
  }
}

function grantOf(
  { server, client, resource }: Pick<Grant, 'server' | 'client' | 'resource'>,
  tokens: oauth.TokenEndpointResponse,
  clock: Clock,
  before: Pick<Grant, 'scopes' | 'refreshToken'>,
): Grant {
  const seconds = tokens.expires_in === undefined ? undefined : Math.min(tokens.expires_in, TOKEN_SECONDS_MAX);
  const refreshToken = tokens.refresh_token ?? before.refreshToken;
  for (const secret of [tokens.access_token, refreshToken]) if (secret !== null) watchSecret(secret);
  const given = grant.safeParse({
    version: 1,
    server,
    client,
    resource,
    accessToken: tokens.access_token,
    refreshToken,
    expiresAtMs: seconds === undefined ? null : clock.nowMs() + seconds * 1000,
    // RFC 6749 §5.1: without the member it is what was asked for.
    scopes: tokens.scope === undefined ? [...before.scopes] : tokens.scope.split(' ').filter((scope) => scope !== ''),
  });
  // A token that could not be sent, or opened again, is none.
  if (!given.success) throw oauthFault('provider_error', given.error.issues.map(({ path }) => path.join('/')).join());
  return given.data;
}
