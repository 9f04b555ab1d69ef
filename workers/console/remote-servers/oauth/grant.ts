/** What is kept, sealed, of a sign-in to a remote server. */
import * as oauth from 'oauth4webapi';
import * as z from 'zod';

const text = z.string().max(8192);

/** Our client at an authorization server. */
export const oauthClient = z.strictObject({
  id: text,
  secret: text.nullable(),
});
export type OAuthClient = Readonly<z.infer<typeof oauthClient>>;

/** What is needed of an authorization server after the sign-in began; parsing its metadata leaves the rest out. */
export const knownServer = z.object({
  issuer: text,
  token_endpoint: text,
  revocation_endpoint: text.exactOptional(),
  token_endpoint_auth_methods_supported: z.array(text).max(32).exactOptional(),
  authorization_response_iss_parameter_supported: z.boolean().exactOptional(),
});
export type KnownServer = Readonly<z.infer<typeof knownServer>>;

export const grant = z.strictObject({
  version: z.literal(1),
  server: knownServer,
  client: oauthClient,
  resource: text,
  /** It is sent as a header (RFC 6750 §2.1). */
  accessToken: z.string().regex(/^[!-~]{1,8192}$/),
  refreshToken: text.nullable(),
  /** Milliseconds since the Unix epoch; null where the authorization server does not say. */
  expiresAtMs: z.number().nullable(),
  scopes: z.array(text).max(256),
});
export type Grant = Readonly<z.infer<typeof grant>>;

export function clientOf({ id }: OAuthClient): oauth.Client {
  return { client_id: id };
}

/** How our client shows who it is. */
export function clientAuthentication({ secret }: OAuthClient, server: KnownServer): oauth.ClientAuth {
  if (secret === null) return oauth.None();
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}
