/**
 * One sign-in under way: what must be remembered between leaving for the provider and coming back. The object is named by
 * the digest of the state, holds sealed content it cannot read, and gives it out once, to the browser that began it.
 */
import { DurableObject } from 'cloudflare:workers';
import { TRANSACTION_MS } from './sign-in.constants.ts';

interface Record {
  /** SHA-256, in hex, of the value in the browser's cookie. */
  readonly bindingDigest: string;
  readonly sealed: string;
  readonly untilMs: number;
}

/** Not a union: those do not come through the types of a call to an object. */
export interface Consumed {
  /**
   * `none`: never begun, expired or consumed before. `other_browser`: it belongs to another browser, for which it stays.
   */
  readonly kind: 'consumed' | 'none' | 'other_browser';
  /** Empty unless consumed. */
  readonly sealed: string;
}

const KEY = 'sign-in';

export class SignInTransaction extends DurableObject {
  async begin(bindingDigest: string, sealed: string): Promise<void> {
    const untilMs = Date.now() + TRANSACTION_MS;
    this.ctx.storage.kv.put(KEY, { bindingDigest, sealed, untilMs } satisfies Record);
    await this.ctx.storage.setAlarm(untilMs);
  }

  /** Reads and deletes in one turn, so that of many callbacks one wins. */
  async consume(bindingDigest: string): Promise<Consumed> {
    const record = this.ctx.storage.kv.get<Record>(KEY);
    if (record === undefined || record.untilMs <= Date.now()) return { kind: 'none', sealed: '' };
    if (record.bindingDigest !== bindingDigest) return { kind: 'other_browser', sealed: '' };
    this.ctx.storage.kv.delete(KEY);
    await this.#forget();
    return { kind: 'consumed', sealed: record.sealed };
  }

  ping(): 'ok' {
    return 'ok';
  }

  override async alarm(): Promise<void> {
    await this.#forget();
  }

  async #forget(): Promise<void> {
    await Promise.all([this.ctx.storage.deleteAlarm(), this.ctx.storage.deleteAll()]);
  }
}
