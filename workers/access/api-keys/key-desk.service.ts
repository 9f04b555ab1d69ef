/**
 * Makes, rolls, lists and revokes API keys. Each change is made under the owner's counter, so that every cache learns of it;
 * each is logged with who did it, and never with the key.
 */
import type {
  ApiKey,
  CreateKeyRequest,
  KeyOwner,
  KeysReply,
  MadeKeyReply,
  RevokedKeyReply,
} from '../../../shared/api-keys.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { RegistryRegion } from '../../kernel/limits/registry-region.ts';
import type { Log } from '../../kernel/log.ts';
import type { Principal, Subject } from '../../kernel/principal.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { isSameSubject, type KeyRecord } from './key-record.ts';
import { digestOfKey, isKeyId, type KeyRealm, keyHint, newKey } from './key-text.ts';
import type { KeyTruth } from './key-truth.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface KeyDeskParts {
  readonly realm: KeyRealm;
  readonly truth: KeyTruth;
  readonly freshness: Pick<Freshness, 'changeSubject'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who changes something, and from where. */
export interface Maker {
  readonly principal: Principal;
  readonly region: RegistryRegion;
}

interface RollBounds {
  readonly owner: Subject;
  /** Throws when the scopes are not the maker's to give. */
  readonly mayGive: (scopes: readonly string[]) => void;
}

export class KeyDesk {
  readonly #parts: KeyDeskParts;

  constructor(parts: KeyDeskParts) {
    this.#parts = parts;
  }

  async listOf(owner: Subject): Promise<KeysReply> {
    const keys = await this.#parts.truth.listOf(owner).catch(unavailable);
    return { keys: keys.map((record) => this.#shown(record)) };
  }

  async list(after = ''): Promise<KeysReply> {
    const { keys, hasMore } = await this.#parts.truth.list(after).catch(unavailable);
    const last = hasMore ? keys.at(-1)?.id : undefined;
    return { keys: keys.map((record) => this.#shown(record)), ...(last === undefined ? {} : { next: last }) };
  }

  /** @throws AppError `conflict` when the owner has too many keys; `unavailable` when nothing was made. */
  async create(owner: KeyOwner, request: CreateKeyRequest, maker: Maker): Promise<MadeKeyReply> {
    const { truth, clock } = this.#parts;
    const now = clock.nowMs();
    const { text, record } = await this.#make({
      owner,
      name: request.name,
      scopes: request.scopes,
      region: maker.region,
      createdAtMs: now,
      expiresAtMs: now + request.expires_in_days * DAY_MS,
    });
    return await this.#change('key_created', record, maker, text, async () => {
      if (await truth.insert(record)) return record;
      throw new AppError('conflict', { message: 'There are too many keys. Revoke one that is not needed.' });
    });
  }

  /**
   * Makes a key that takes the place of another: it works at once, the old one goes on for the overlap. It lives as long
   * as the old one was made for.
   *
   * @param within Whose keys may be touched and which scopes given on; undefined for everybody's and all.
   * @throws AppError `not_found`; `conflict` when the old key has ended or been rolled.
   */
  async roll(id: string, overlapHours: number, maker: Maker, within?: RollBounds): Promise<MadeKeyReply> {
    const { truth, clock } = this.#parts;
    const old = await this.#require(id, within?.owner);
    // Who has lost a right must not live on with it by rolling a key from before.
    within?.mayGive(old.scopes);
    const now = clock.nowMs();
    const { name, scopes, region, createdAtMs, expiresAtMs } = old;
    const lifeMs = Math.max(expiresAtMs - createdAtMs, DAY_MS);
    const { text, record } = await this.#make({
      owner: old.owner,
      name,
      scopes,
      region,
      createdAtMs: now,
      expiresAtMs: now + lifeMs,
    });
    return await this.#change('key_rolled', record, maker, text, async () => {
      if (await truth.roll(id, now + overlapHours * HOUR_MS, record)) return record;
      throw new AppError('conflict', { message: 'This key has ended or been rolled already.' });
    });
  }

  /** Ends a key now. Once more is the same as once. @param owner Whose keys may be touched; undefined for everybody's. @throws AppError `not_found`. */
  async revoke(id: string, maker: Maker, owner?: Subject): Promise<RevokedKeyReply> {
    const { truth, clock } = this.#parts;
    const old = await this.#require(id, owner);
    const { key: _, ...reply } = await this.#change('key_revoked', old, maker, '', async () => {
      await truth.revoke(id, clock.nowMs());
      return (await truth.find(id)) ?? old;
    });
    return reply;
  }

  /** The key, for somebody who may know of it. */
  async #require(id: string, owner: Subject | undefined): Promise<KeyRecord> {
    const record = isKeyId(id) ? await this.#parts.truth.find(id).catch(unavailable) : undefined;
    if (record === undefined || (owner !== undefined && !isSameSubject(record.owner, owner))) {
      throw new AppError('not_found');
    }
    return record;
  }

  async #make(facts: Omit<KeyRecord, 'id' | 'digest' | 'revokedAtMs' | 'lastUsedAtMs' | 'rolledTo'>) {
    const { id, text } = newKey(this.#parts.realm);
    const digest = await digestOfKey(text);
    const record: KeyRecord = { ...facts, id, digest, revokedAtMs: null, lastUsedAtMs: null, rolledTo: null };
    return { text, record };
  }

  async #change(
    event: 'key_created' | 'key_rolled' | 'key_revoked',
    { id, owner }: KeyRecord,
    { principal }: Maker,
    text: string,
    write: () => Promise<KeyRecord>,
  ): Promise<MadeKeyReply> {
    const { freshness, log } = this.#parts;
    const { result, number } = await freshness.changeSubject(owner, () => write().catch(unavailable));
    log.info(event, { key_id: id, by: principal.subject.type, by_credential: principal.credential });
    return { key: text, api_key: this.#shown(result), revision: number };
  }

  #shown(record: KeyRecord): ApiKey {
    const { id, name, owner, scopes, createdAtMs, expiresAtMs, revokedAtMs, rolledTo, lastUsedAtMs } = record;
    const isOver = expiresAtMs <= this.#parts.clock.nowMs();
    return {
      id,
      hint: keyHint(this.#parts.realm, id),
      name,
      owner,
      scopes: [...scopes],
      state: revokedAtMs !== null ? 'revoked' : isOver ? 'expired' : rolledTo !== null ? 'rolled' : 'active',
      created_at: new Date(createdAtMs).toISOString(),
      expires_at: new Date(expiresAtMs).toISOString(),
      ...(revokedAtMs === null ? {} : { revoked_at: new Date(revokedAtMs).toISOString() }),
      ...(rolledTo === null ? {} : { rolled_to: rolledTo }),
      ...(lastUsedAtMs === null ? {} : { last_used_at: new Date(lastUsedAtMs).toISOString() }),
    };
  }
}

/** D1 is away: the caller may try again. What we threw ourselves stays what it is. */
function unavailable(cause: unknown): never {
  if (cause instanceof AppError) throw cause;
  throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
}
