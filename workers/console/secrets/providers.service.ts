/** The vaults of a person: set up, tried, locked and unlocked, taken away. What is cached of one goes when it changes. */
import { SECRET_PREFIXES, type SecretPrefix } from '../../../shared/secret-references.ts';
import {
  FOUND_MAX,
  type ItemsReply,
  type ProviderStateReply,
  type ProviderView,
  type RegisterRequest,
} from '../../../shared/secrets.schema.ts';
import { type ProviderState, type RegisteredPrefix, UNRESOLVED } from '../../../shared/secrets.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type GuardedFetch, refusal } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { Log } from '../../kernel/log.ts';
import type { SessionCache } from './cache/session-cache.ts';
import { normalAccess, shownAddress, urlsOf } from './providers/access.ts';
import type { EnvSource } from './providers/env-source.ts';
import type { RegisteredSource } from './providers/registered-source.ts';
import { isRegisteredPrefix } from './providers/registration.ts';
import type { Registrations } from './providers/registrations.ts';
import type { RegisteredVault, SecretSource, VaultItem, VaultLock } from './source.ts';
import { sessionEnded, Unresolved } from './unresolved.ts';

interface Parts {
  readonly registrations: Registrations;
  readonly registered: readonly RegisteredSource[];
  readonly env: EnvSource;
  readonly cache: SessionCache;
  readonly guarded: GuardedFetch;
  readonly watch: (value: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Providers with a lock of their own. */
const LOCKABLE: readonly SecretPrefix[] = ['bw'];

export class ProvidersService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(owner: JobOwner): Promise<ProviderView[]> {
    return await Promise.all(SECRET_PREFIXES.map((prefix) => this.#view(prefix, owner)));
  }

  /** @throws AppError `bad_request`; `url_refused`. */
  async register(owner: JobOwner, request: RegisterRequest): Promise<ProviderView> {
    const access = normalAccess(request);
    for (const url of urlsOf(access)) {
      const verdict = await this.#parts.guarded.judge(url);
      if (!verdict.ok) throw refusal(verdict.reason);
    }
    const registeredAtMs = this.#parts.clock.nowMs();
    await this.#forget(owner, access.provider);
    await this.#parts.registrations.put({ version: 1, owner: owner.subject, registeredAtMs, access });
    // Again: a job may have kept a value of the vault before meanwhile.
    await this.#forget(owner, access.provider);
    this.#parts.log.info('secret_provider_registered', { provider: access.provider });
    return view(access, registeredAtMs);
  }

  /** @throws AppError `not_found`. */
  async remove(owner: JobOwner, provider: string): Promise<void> {
    const prefix = requireRegistered(provider);
    const wasThere = await this.#parts.registrations.remove(owner.subject, prefix);
    if (!wasThere) throw new AppError('not_found');
    await this.#forget(owner, prefix);
    this.#parts.log.info('secret_provider_removed', { provider: prefix });
  }

  /** @throws AppError `not_found`; `url_refused`. */
  async test(owner: JobOwner, provider: string, signal: AbortSignal): Promise<ProviderStateReply> {
    const prefix = requireRegistered(provider);
    const vault = await this.#open(owner, prefix, signal);
    return { provider: prefix, state: await stateOf(vault) };
  }

  /**
   * @param password Goes to the provider and nowhere else.
   * @throws AppError `bad_request` when it is wrong.
   */
  async unlock(owner: JobOwner, provider: string, password: string, signal: AbortSignal): Promise<ProviderStateReply> {
    this.#parts.watch(password);
    return await this.#withLock(owner, provider, signal, async (lock) => {
      if (await lock.unlock(password)) return;
      throw new AppError('bad_request', {
        message: 'The request is not valid: the vault did not take this password.',
        details: { pointer: '/password', reason: 'wrong_password' },
      });
    });
  }

  async lock(owner: JobOwner, provider: string, signal: AbortSignal): Promise<ProviderStateReply> {
    return await this.#withLock(owner, provider, signal, (lock) => lock.lock());
  }

  async sync(owner: JobOwner, provider: string, signal: AbortSignal): Promise<ProviderStateReply> {
    return await this.#withLock(owner, provider, signal, (lock) => lock.sync());
  }

  /** @throws AppError `secret_unresolved` or `upstream_failed` when the provider gives no list. */
  async search(
    owner: JobOwner,
    prefix: SecretPrefix,
    query: string,
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly VaultItem[]; readonly isTruncated: boolean }> {
    const source: SecretSource = prefix === 'env' ? this.#parts.env : this.#source(prefix);
    try {
      const items = await (await source.open(owner, signal)).search(query);
      return { items: items.slice(0, FOUND_MAX), isTruncated: items.length > FOUND_MAX };
    } catch (error) {
      throw told(error);
    }
  }

  async #withLock(
    owner: JobOwner,
    provider: string,
    signal: AbortSignal,
    work: (lock: VaultLock) => Promise<void>,
  ): Promise<ProviderStateReply> {
    const prefix = requireRegistered(provider);
    const vault = await this.#open(owner, prefix, signal);
    // What has no lock has no such route either.
    if (vault.lock === undefined) throw new AppError('not_found');
    await this.#forget(owner, prefix);
    try {
      await work(vault.lock);
    } catch (error) {
      throw told(error);
    } finally {
      // Again: a job may have kept a value meanwhile.
      await this.#forget(owner, prefix);
    }
    return { provider: prefix, state: await stateOf(vault) };
  }

  async #view(prefix: SecretPrefix, owner: JobOwner): Promise<ProviderView> {
    const has_lock = LOCKABLE.includes(prefix);
    if (!isRegisteredPrefix(prefix)) {
      const names = await (await this.#parts.env.open(owner)).search('');
      return { provider: prefix, state: names.length > 0 ? 'available' : 'not_registered', has_lock };
    }
    const found = await this.#parts.registrations.find(owner.subject, prefix);
    if (found === undefined) return { provider: prefix, state: 'not_registered', has_lock };
    return view(found.access, found.registeredAtMs);
  }

  async #open(owner: JobOwner, prefix: RegisteredPrefix, signal: AbortSignal): Promise<RegisteredVault> {
    try {
      return await this.#source(prefix).open(owner, signal);
    } catch (error) {
      if (error instanceof Unresolved && error.reason === 'not_registered') throw new AppError('not_found');
      throw error;
    }
  }

  #source(prefix: RegisteredPrefix): RegisteredSource {
    const source = this.#parts.registered.find((candidate) => candidate.prefix === prefix);
    if (source === undefined) throw new Error(`there is no source for ${prefix}`);
    return source;
  }

  async #forget({ sessionId }: JobOwner, prefix: RegisteredPrefix): Promise<void> {
    if (sessionId === undefined) throw sessionEnded();
    await this.#parts.cache.clear(sessionId, prefix);
  }
}

export function itemsReply({
  items,
  isTruncated,
}: {
  readonly items: readonly VaultItem[];
  readonly isTruncated: boolean;
}): ItemsReply {
  return { items: items.map(({ id, name, fields }) => ({ id, name, fields })), is_truncated: isTruncated };
}

function view(access: RegisterRequest, registeredAtMs: number): ProviderView {
  return {
    provider: access.provider,
    state: 'registered',
    address: shownAddress(access),
    registered_at: new Date(registeredAtMs).toISOString(),
    has_lock: LOCKABLE.includes(access.provider),
  };
}

/** What cannot be registered is not there. */
function requireRegistered(provider: string): RegisteredPrefix {
  if (isRegisteredPrefix(provider)) return provider;
  throw new AppError('not_found');
}

async function stateOf(vault: RegisteredVault): Promise<ProviderState> {
  try {
    return await vault.state();
  } catch (error) {
    if (error instanceof Unresolved && isState(error.reason)) return error.reason;
    throw error;
  }
}

const FAILED_STATES = ['locked', 'access_refused', 'unreachable', 'unreadable', 'unsupported'] as const;

function isState(reason: string): reason is (typeof FAILED_STATES)[number] {
  return (FAILED_STATES as readonly string[]).includes(reason);
}

/** For calls that are about a provider and not about a reference. */
function told(error: unknown): unknown {
  if (!(error instanceof Unresolved)) return error;
  const { problem, remedy } = UNRESOLVED[error.reason];
  return new AppError(error.reason === 'unreachable' ? 'upstream_failed' : 'secret_unresolved', {
    message: `${problem} ${remedy}`,
    details: { reason: error.reason },
    cause: error,
  });
}
