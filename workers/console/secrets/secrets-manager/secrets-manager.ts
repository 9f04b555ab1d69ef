/**
 * Bitwarden Secrets Manager over its own protocol: what the server sends is encrypted for the access token, and is opened
 * here with Web Crypto. One sign-in serves all that a piece of work reads; nothing of it is kept.
 *
 * @see bitwarden/sdk-internal, crates/bitwarden-core/src/auth/login/access_token.rs
 */
import * as z from 'zod';
import type { SecretReference } from '../../../../shared/secret-references.ts';
import type { ProviderState } from '../../../../shared/secrets.vocabulary.ts';
import type { GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { callProvider, readAnswer } from '../providers/call.ts';
import { ITEM_BYTES_MAX, LIST_BYTES_MAX, PROVIDER_TIMEOUT_MS } from '../secrets.constants.ts';
import type { RegisteredVault, VaultItem } from '../source.ts';
import { Unresolved } from '../unresolved.ts';
import { parseAccessToken, stretch } from './access-token.ts';
import { type EncKey, importEncKey, openEncString } from './enc-string.ts';

export interface SecretsManagerAccess {
  /** `us`, `eu`, or the address of a server without a slash at its end. */
  readonly server: string;
  readonly access_token: string;
}

interface SignedIn {
  readonly bearer: string;
  readonly key: EncKey;
  readonly organization: string;
}

const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;
const uuid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const tokenAnswer = z.object({ access_token: z.string().regex(BEARER), encrypted_payload: z.string() });
const payload = z.object({ encryptionKey: z.base64() });
const bearerClaims = z.object({ organization: uuid });
const secretAnswer = z.object({ id: uuid, value: z.string() });
const listAnswer = z.object({ secrets: z.array(z.object({ id: uuid, key: z.string() })) });

export class SecretsManager implements RegisteredVault {
  readonly #access: SecretsManagerAccess;
  readonly #guarded: Pick<GuardedFetch, 'fetch'>;
  readonly #signal: AbortSignal;
  #signedIn: Promise<SignedIn> | undefined;

  constructor(access: SecretsManagerAccess, guarded: Pick<GuardedFetch, 'fetch'>, signal: AbortSignal) {
    this.#access = access;
    this.#guarded = guarded;
    this.#signal = signal;
  }

  async read({ parts: [id = ''] }: SecretReference): Promise<string> {
    const { key } = await this.#signIn();
    const { id: given, value } = parsed(secretAnswer, await this.#get(`/secrets/${id}`, ITEM_BYTES_MAX));
    // The text is not bound to its id: at least the server must mean the one that was asked for.
    if (given.toLowerCase() !== id) throw new Unresolved('unreadable');
    return await openEncString(value, key);
  }

  async search(query: string): Promise<readonly VaultItem[]> {
    const { key, organization } = await this.#signIn();
    const { secrets } = parsed(listAnswer, await this.#get(`/organizations/${organization}/secrets`, LIST_BYTES_MAX));
    const wanted = query.toLowerCase();
    const named = await Promise.all(
      secrets.map(async ({ id, key: name }) => ({ id: id.toLowerCase(), name: await nameOf(id, name, key) })),
    );
    return named
      .filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.startsWith(wanted))
      .map((found) => ({ ...found, fields: [] }));
  }

  async state(): Promise<ProviderState> {
    await this.#signIn();
    return 'ready';
  }

  #signIn(): Promise<SignedIn> {
    this.#signedIn ??= this.#exchange();
    return this.#signedIn;
  }

  async #exchange(): Promise<SignedIn> {
    const token = parseAccessToken(this.#access.access_token);
    if (token === undefined) throw new Unresolved('access_refused');
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'api.secrets',
      client_id: token.clientId,
      client_secret: token.clientSecret,
    });
    const { identity } = hostsOf(this.#access.server);
    const response = await this.#call(`${identity}/connect/token`, { method: 'POST', body }, ITEM_BYTES_MAX);
    // 400 is what OAuth says of credentials that it does not know (RFC 6749 §5.2).
    if (response.status === 400) throw new Unresolved('access_refused');
    const answer = parsed(tokenAnswer, await requireOk(response));
    const opened = await openEncString(answer.encrypted_payload, await importEncKey(await stretch(token.seed)));
    const { encryptionKey } = parsed(payload, fromJson(opened));
    return {
      bearer: answer.access_token,
      key: await importEncKey(Uint8Array.fromBase64(encryptionKey)),
      organization: parsed(bearerClaims, claimsOf(answer.access_token)).organization,
    };
  }

  async #get(path: string, bytesMax: number): Promise<unknown> {
    const { bearer } = await this.#signIn();
    const { api } = hostsOf(this.#access.server);
    const headers = { Authorization: `Bearer ${bearer}` };
    return await requireOk(await this.#call(`${api}${path}`, { method: 'GET', headers }, bytesMax));
  }

  #call(url: string, init: RequestInit, bytesMax: number): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Accept', 'application/json');
    const bounds = { timeoutMs: PROVIDER_TIMEOUT_MS, bytesMax };
    return callProvider(this.#guarded, url, { ...init, headers, signal: this.#signal }, bounds);
  }
}

/** One name that does not open must not hide the others. */
async function nameOf(id: string, name: string, key: EncKey): Promise<string> {
  try {
    return await openEncString(name, key);
  } catch {
    return id;
  }
}

/** Where a server takes tokens and where it gives secrets. */
export function hostsOf(server: string): { readonly identity: string; readonly api: string } {
  const own = { us: 'bitwarden.com', eu: 'bitwarden.eu' }[server];
  return own === undefined
    ? { identity: `${server}/identity`, api: `${server}/api` }
    : { identity: `https://identity.${own}`, api: `https://api.${own}` };
}

async function requireOk(response: Response): Promise<unknown> {
  const { status } = response;
  if (status === 401 || status === 403) throw new Unresolved('access_refused');
  if (status === 404) throw new Unresolved('not_found');
  if (status === 429 || status >= 500) throw new Unresolved('unreachable');
  if (status !== 200) throw new Unresolved('unreadable');
  return await readAnswer(response);
}

/** Whose secrets these are. Nothing is decided by it: the server looks at the whole token again. */
function claimsOf(jwt: string): unknown {
  const [, claims = ''] = jwt.split('.');
  try {
    return fromJson(new TextDecoder().decode(Uint8Array.fromBase64(claims, { alphabet: 'base64url' })));
  } catch (error) {
    throw error instanceof Unresolved ? error : new Unresolved('unreadable');
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unresolved('unreadable');
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { data, success } = schema.safeParse(body);
  if (success) return data;
  throw new Unresolved('unreadable');
}
