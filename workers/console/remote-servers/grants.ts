/** The credentials of remote servers: kept, opened for a call, renewed by one at a time, forgotten. */
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { UnsealError } from '../../kernel/keys/sealing-ring.ts';
import type { Subject } from '../../kernel/principal.ts';
import { watchSecret } from '../../kernel/sanitise/watched-secrets.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { type Grant, grant } from './oauth/grant.ts';
import { renewToken, revokeToken } from './oauth/oauth-calls.ts';
import { asOAuthFault, isInvalidGrant, oauthFault } from './oauth/oauth-fault.ts';
import { RENEW_BEFORE_MS, RENEWAL_LEASE_MS, RENEWAL_LOOK_MS, RENEWAL_LOOKS } from './remote-servers.constants.ts';
import type { ServerRow, ServerStore } from './server-store.ts';

interface GrantsParts {
  readonly store: ServerStore;
  readonly credentials: Credentials;
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
}

export class Grants {
  readonly #parts: GrantsParts;

  constructor(parts: GrantsParts) {
    this.#parts = parts;
  }

  /** @returns The key that names it. @throws AppError `not_found` when the server is gone meanwhile. */
  async keep(owner: Subject, serverId: string, given: Grant, replaces?: string): Promise<string> {
    const { store, credentials } = this.#parts;
    const key = replaces ?? crypto.randomUUID();
    const seal = await credentials.putFor(serverId, key, JSON.stringify(given));
    const { scopes, expiresAtMs } = given;
    if (!(await store.noteCredential(owner, serverId, { key, scopes, expiresAtMs }, seal, replaces))) {
      throw new AppError('not_found');
    }
    return key;
  }

  /**
   * A token that is good for a call now, renewed where its end is near.
   *
   * @returns undefined where there is none, or it can no longer be used: the person has to sign in again.
   */
  async accessToken(owner: Subject, server: ServerRow): Promise<string | undefined> {
    const held = await this.#open(server);
    if (held === undefined) return undefined;
    const isFresh = held.expiresAtMs === null || held.expiresAtMs - this.#parts.clock.nowMs() > RENEW_BEFORE_MS;
    if (isFresh || held.refreshToken === null) return held.accessToken;
    return (await this.renew(owner, server))?.accessToken;
  }

  /**
   * Renews now. Of several who ask at once one calls the authorization server, and all get what it got.
   *
   * @returns undefined when the refresh token is no longer good; then it is forgotten.
   * @throws AppError with an OAuth fault when the authorization server could not be asked.
   */
  async renew(owner: Subject, server: ServerRow): Promise<Grant | undefined> {
    const { store, clock, guardedFetch, credentials } = this.#parts;
    const before = await this.#open(server);
    if (before === undefined) return undefined;
    const nowMs = clock.nowMs();
    if (!(await store.takeRenewal(owner, server.id, nowMs, nowMs + RENEWAL_LEASE_MS))) {
      return await this.#awaitOther(server, before);
    }
    try {
      // Somebody may have finished between the look and the lease.
      const current = await this.#open(server);
      if (current === undefined || current.accessToken !== before.accessToken) return current;
      const renewed = await renewToken(before, guardedFetch, clock);
      await this.keep(owner, server.id, renewed, server.credential_key ?? undefined);
      return renewed;
    } catch (error) {
      if (!isInvalidGrant(error)) throw asOAuthFault(error);
      await store.forgetCredential(owner, server.id, credentials.dropForgotten(server.id), server.credential_key);
      // Somebody may have signed in anew while the old token was refused.
      return await this.#open(server);
    } finally {
      await store.endRenewal(owner, server.id);
    }
  }

  /** Revokes it where that can be done, and forgets it. */
  async forget(owner: Subject, server: ServerRow): Promise<void> {
    const { store, credentials, guardedFetch } = this.#parts;
    const held = await this.#open(server);
    await store.forgetCredential(owner, server.id, credentials.dropForgotten(server.id));
    if (held !== undefined) await revokeToken(held, guardedFetch);
  }

  async #awaitOther(server: ServerRow, before: Grant): Promise<Grant | undefined> {
    for (let look = 0; look < RENEWAL_LOOKS; look += 1) {
      await scheduler.wait(RENEWAL_LOOK_MS);
      const current = await this.#open(server);
      if (current === undefined || current.accessToken !== before.accessToken) return current;
    }
    throw oauthFault('provider_unavailable', 'another renewal did not end');
  }

  async #open({ id }: ServerRow): Promise<Grant | undefined> {
    try {
      const text = await this.#parts.credentials.open('remote-server', id);
      if (text === undefined) return undefined;
      const held = grant.safeParse(JSON.parse(text)).data;
      if (held === undefined) return undefined;
      for (const secret of [held.accessToken, held.refreshToken, held.client.secret]) {
        if (secret !== null) watchSecret(secret);
      }
      return held;
    } catch (error) {
      // Its key is gone: as if there were none, the person signs in again.
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}
