/** Remote MCP servers: what people register, and how they sign in to them. */
import * as z from 'zod';
import { outboundUrl } from './outbound.schema.ts';
import { REMOTE_FAULTS, REMOTE_STATUSES } from './remote-servers.vocabulary.ts';

/** Of one person. */
export const REMOTE_SERVERS_MAX = 20;
const SCOPES_MAX = 32;

export const remoteServer = z.strictObject({
  server_id: z.string(),
  catalog_item_id: z.string(),
  name: z.string(),
  endpoint: z.string(),
  status: z.enum(REMOTE_STATUSES),
  /** Names the credential; it is none. */
  credential_key: z.string().nullable(),
  scopes: z.array(z.string()),
  credential_expires_at: z.iso.datetime().nullable(),
  last_connected_at: z.iso.datetime().nullable(),
  error_message: z.enum(REMOTE_FAULTS).nullable(),
  created_at: z.iso.datetime(),
});
export type RemoteServer = z.infer<typeof remoteServer>;

/** A bare list, as the earlier console answered. */
export const remoteServersReply = z.array(remoteServer);

export const registerRemoteServerRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  endpoint: outboundUrl,
  /** Entry of the catalogue that it is from; empty for one that somebody typed in. */
  catalog_item_id: z.string().max(256).default(''),
});
export type RegisterRemoteServerRequest = z.output<typeof registerRemoteServerRequest>;

export const enableRemoteServerRequest = z.strictObject({ requires_auth: z.boolean().optional() });

/** Of the earlier console: a credential always goes with its server. */
export const removeRemoteServerQuery = z.strictObject({ delete_credentials: z.enum(['true', 'false']).optional() });
export const removedRemoteServerReply = z.strictObject({ server_id: z.string(), removed: z.literal(true) });

/** What the server said about itself, in the names of the protocol. */
export const remoteCapabilities = z.record(z.string(), z.boolean());

export const connectRemoteServerReply = z.strictObject({
  server_id: z.string(),
  server: z.strictObject({ name: z.string(), version: z.string(), protocol_version: z.string() }),
  capabilities: remoteCapabilities,
  /** Names of the tools it offers, at most 500. */
  tools: z.array(z.string()),
});
export type ConnectRemoteServerReply = z.infer<typeof connectRemoteServerReply>;

export const testRemoteServerReply = z.strictObject({
  server_id: z.string(),
  reachable: z.boolean(),
  authenticated: z.boolean(),
  error: z.enum(REMOTE_FAULTS).nullable(),
});
export type TestRemoteServerReply = z.infer<typeof testRemoteServerReply>;

const visibleOrBlank = (charsMax: number) => new RegExp(`^[ -~]{1,${charsMax}}$`);

export const startOAuthRequest = z.strictObject({
  server_id: z.string().min(1).max(64),
  /** What to ask for; what the server says it needs where it is not given. */
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'is no scope (RFC 6749 §3.3)'))
    .max(SCOPES_MAX)
    .default([]),
  /** Of a client that was made at the authorization server by hand, where it registers none by itself. */
  client_id: z.string().regex(visibleOrBlank(512), 'is no client id (RFC 6749 §A.1)').optional(),
  client_secret: z.string().regex(visibleOrBlank(1024), 'is no client secret (RFC 6749 §A.2)').optional(),
});
export type StartOAuthRequest = z.output<typeof startOAuthRequest>;

/** The code verifier stays here: a page that got it could lose it. */
export const startOAuthReply = z.strictObject({
  auth_url: z.string(),
  state: z.string(),
  required_scopes: z.array(z.string()),
});
export type StartOAuthReply = z.infer<typeof startOAuthReply>;

const callbackParameter = z.string().max(4096);
export const oauthCallbackQuery = z.strictObject({
  state: callbackParameter.optional(),
  code: callbackParameter.optional(),
  iss: callbackParameter.optional(),
  error: callbackParameter.optional(),
  error_description: callbackParameter.optional(),
  error_uri: callbackParameter.optional(),
  session_state: callbackParameter.optional(),
  scope: callbackParameter.optional(),
  server_id: callbackParameter.optional(),
  code_verifier: callbackParameter.optional(),
});
export type OAuthCallbackQuery = z.output<typeof oauthCallbackQuery>;

export const oauthCallbackReply = z.strictObject({
  status: z.literal('authorized'),
  server_id: z.string(),
  credential_key: z.string(),
  scope: z.array(z.string()),
  /** Whole seconds, where the authorization server says so. */
  expires_in: z.int().nullable(),
  expires_at: z.iso.datetime().nullable(),
});
export type OAuthCallbackReply = z.infer<typeof oauthCallbackReply>;

export const refreshOAuthRequest = z.strictObject({
  server_id: z.string().min(1).max(64),
  credential_key: z.string().min(1).max(64),
});
export const refreshOAuthReply = z.strictObject({
  credential_key: z.string(),
  refreshed: z.boolean(),
  expires_at: z.iso.datetime().nullable(),
});
