/**
 * A Bitwarden vault behind `bw serve`, reached through a tunnel with a service token. `bw serve` itself asks nobody who they
 * are: the tunnel does, and rewrites the `Host` that `bw serve` insists on.
 *
 * It answers 400 to whatever goes wrong, with a sentence that says what; the sentences are matched here and go no further.
 *
 * @see bitwarden/clients, apps/cli/src/oss-serve-configurator.ts
 */
import * as z from 'zod';
import type { SecretReference } from '../../../../shared/secret-references.ts';
import type { ProviderState } from '../../../../shared/secrets.vocabulary.ts';
import type { GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { callProvider, readAnswer } from '../providers/call.ts';
import { ITEM_BYTES_MAX, LIST_BYTES_MAX, PROVIDER_SLOW_MS, PROVIDER_TIMEOUT_MS } from '../secrets.constants.ts';
import type { RegisteredVault, VaultItem, VaultLock } from '../source.ts';
import { Unresolved } from '../unresolved.ts';
import { type BitwardenItem, bitwardenItem, fieldOf, shownItem } from './item.ts';

export interface BwServeAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly service_token?: { readonly client_id: string; readonly client_secret: string } | undefined;
}

const failure = z.object({ success: z.literal(false), message: z.string() });
const itemAnswer = z.object({ success: z.literal(true), data: bitwardenItem });
const listAnswer = z.object({ success: z.literal(true), data: z.object({ data: z.array(bitwardenItem) }) });
const statusAnswer = z.object({
  success: z.literal(true),
  data: z.object({ template: z.object({ status: z.enum(['locked', 'unlocked', 'unauthenticated']) }) }),
});
const STATES = { locked: 'locked', unlocked: 'ready', unauthenticated: 'not_signed_in' } as const;

export class BwServe implements RegisteredVault {
  readonly #access: BwServeAccess;
  readonly #guarded: Pick<GuardedFetch, 'fetch'>;
  readonly #signal: AbortSignal;
  /** Several fields of an item are one call. Lives as long as this piece of work. */
  readonly #items = new Map<string, Promise<BitwardenItem>>();

  constructor(access: BwServeAccess, guarded: Pick<GuardedFetch, 'fetch'>, signal: AbortSignal) {
    this.#access = access;
    this.#guarded = guarded;
    this.#signal = signal;
  }

  async read({ parts: [name = '', field = ''] }: SecretReference): Promise<string> {
    const asked = this.#items.get(name) ?? this.#item(name);
    this.#items.set(name, asked);
    const value = fieldOf(await asked, field);
    if (value === undefined) throw new Unresolved('no_such_field');
    return value;
  }

  async search(query: string): Promise<readonly VaultItem[]> {
    const path = query === '' ? '/list/object/items' : `/list/object/items?search=${encodeURIComponent(query)}`;
    const { data } = parsed(listAnswer, await this.#get(path, LIST_BYTES_MAX));
    return data.data.map(shownItem);
  }

  async state(): Promise<ProviderState> {
    const { data } = parsed(statusAnswer, await this.#get('/status', ITEM_BYTES_MAX));
    return STATES[data.template.status];
  }

  readonly lock: VaultLock = {
    unlock: async (password) => {
      const response = await this.#post('/unlock', { password }, PROVIDER_SLOW_MS);
      if (response.ok) {
        // The answer holds the key of the session of `bw`: it is not looked at.
        await response.body?.cancel();
        return true;
      }
      // While its server is away it answers 500 and has unlocked all the same.
      if (response.status >= 500 && (await this.state()) === 'ready') return true;
      try {
        await requireDone(response);
      } catch (error) {
        if (error instanceof WrongPassword) return false;
        throw error;
      }
      return true;
    },
    lock: async () => {
      await requireDone(await this.#post('/lock', {}, PROVIDER_TIMEOUT_MS));
    },
    sync: async () => {
      await requireDone(await this.#post('/sync', {}, PROVIDER_SLOW_MS));
    },
  };

  async #item(name: string): Promise<BitwardenItem> {
    // Escaping leaves dots alone, and what stands in between may undo that of slashes: such an item has an id to ask for.
    if (name.split(/[/\\]/).some((part) => part === '.' || part === '..')) throw new Unresolved('not_found');
    const { data } = parsed(itemAnswer, await this.#get(`/object/item/${encodeURIComponent(name)}`, ITEM_BYTES_MAX));
    // It searches parts of names, user names and addresses too, and gives what it finds where that is one item.
    const isMeant = [data.id, data.name].some((text) => text.toLowerCase() === name.toLowerCase());
    if (!isMeant) throw new Unresolved('not_found');
    return data;
  }

  async #get(path: string, bytesMax: number): Promise<unknown> {
    const response = await this.#call(path, { method: 'GET' }, { timeoutMs: PROVIDER_TIMEOUT_MS, bytesMax });
    return await requireDone(response);
  }

  #post(path: string, body: object, timeoutMs: number): Promise<Response> {
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    return this.#call(path, init, { timeoutMs, bytesMax: ITEM_BYTES_MAX });
  }

  #call(path: string, init: RequestInit, bounds: { timeoutMs: number; bytesMax: number }): Promise<Response> {
    const { url, service_token: token } = this.#access;
    const headers = new Headers(init.headers);
    headers.set('Accept', 'application/json');
    if (token !== undefined) {
      headers.set('CF-Access-Client-Id', token.client_id);
      headers.set('CF-Access-Client-Secret', token.client_secret);
    }
    return callProvider(this.#guarded, `${url}${path}`, { ...init, headers, signal: this.#signal }, bounds);
  }
}

class WrongPassword extends Unresolved {
  constructor() {
    super('locked');
  }
}

/** The body of an answer that says that all went well. @throws Unresolved */
async function requireDone(response: Response): Promise<unknown> {
  requireEntrance(response.status);
  if (response.status >= 500) throw new Unresolved('unreachable');
  const body = await readAnswer(response);
  if (response.ok) return body;
  const { message } = failure.safeParse(body).data ?? { message: '' };
  if (/decryption operation failed|invalid master password/i.test(message)) throw new WrongPassword();
  if (/vault is locked/i.test(message)) throw new Unresolved('locked');
  if (/not logged in/i.test(message)) throw new Unresolved('access_refused');
  if (/more than one result/i.test(message)) throw new Unresolved('ambiguous');
  if (/^not found\.?$/i.test(message) || /invalid search|malformed|bad request/i.test(message))
    throw new Unresolved('not_found');
  if (/ECONNREFUSED|ENOTFOUND|ETIMEDOUT|fetch failed|syncing failed/i.test(message))
    throw new Unresolved('unreachable');
  throw new Unresolved('unreadable');
}

/** What stands in front of `bw serve` has not let us through, or `bw serve` did not like how we came. */
function requireEntrance(status: number): void {
  if (status === 401 || status === 403) throw new Unresolved('access_refused');
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { data, success } = schema.safeParse(body);
  if (success) return data;
  throw new Unresolved('unreadable');
}
