/**
 * One connection under way: the sealed secret of a request token, waiting for the browser that asked for it. Read and
 * deleted in one turn, so that of any number of callbacks one goes on; gone after ten minutes whatever happens. An object
 * that was only asked for something stores nothing.
 */
import { DurableObject } from 'cloudflare:workers';
import { CONNECTION_TTL_MS } from '../zaim.constants.ts';

export interface PendingConnection {
  /** Holds the account's label and the request token with its secret. */
  readonly envelope: string;
  /** SHA-256 of what the browser holds, in hex. */
  readonly browserDigest: string;
}

interface Waiting extends PendingConnection {
  readonly version: 1;
  /** Milliseconds since the Unix epoch. */
  readonly expiresMs: number;
}

const KEY = 'pending';

export class ZaimConnection extends DurableObject {
  async begin(pending: PendingConnection): Promise<void> {
    const expiresMs = Date.now() + CONNECTION_TTL_MS;
    this.ctx.storage.kv.put<Waiting>(KEY, { version: 1, ...pending, expiresMs });
    await this.ctx.storage.setAlarm(expiresMs);
  }

  /**
   * Hands the connection to the browser that began it, once. Another browser learns nothing and spoils nothing.
   *
   * @returns The envelope, or undefined when nobody waits for this.
   */
  consume(browserDigest: string): string | undefined {
    const waiting = this.ctx.storage.kv.get<Waiting>(KEY);
    if (waiting?.version !== 1 || waiting.browserDigest !== browserDigest) return undefined;
    this.ctx.storage.kv.delete(KEY);
    return waiting.expiresMs > Date.now() ? waiting.envelope : undefined;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
