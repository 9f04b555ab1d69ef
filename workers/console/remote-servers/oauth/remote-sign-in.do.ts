/**
 * One sign-in to a remote server under way: sealed content that the object cannot read, given out once, to the session that
 * began it. It is named by the digest of the state.
 */
import { DurableObject } from 'cloudflare:workers';
import { SIGN_IN_MS } from '../remote-servers.constants.ts';

interface Waiting {
  readonly version: 1;
  readonly envelope: string;
  /** SHA-256 of the public id of the session, in hex. */
  readonly sessionDigest: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresMs: number;
}

const KEY = 'waiting';

export class RemoteSignIn extends DurableObject {
  async begin(envelope: string, sessionDigest: string): Promise<void> {
    const expiresMs = Date.now() + SIGN_IN_MS;
    this.ctx.storage.kv.put<Waiting>(KEY, { version: 1, envelope, sessionDigest, expiresMs });
    await this.ctx.storage.setAlarm(expiresMs);
  }

  /** Reads and deletes in one turn. Another session learns nothing and spoils nothing. */
  consume(sessionDigest: string): string | undefined {
    const waiting = this.ctx.storage.kv.get<Waiting>(KEY);
    if (waiting?.sessionDigest !== sessionDigest) return undefined;
    this.ctx.storage.kv.delete(KEY);
    return waiting.expiresMs > Date.now() ? waiting.envelope : undefined;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
