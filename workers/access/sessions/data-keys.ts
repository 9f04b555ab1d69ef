/**
 * The data keys of sessions: HKDF over SESSION_SECRET with a salt that rests in the session's own record and nowhere else.
 * A session that ends takes its record along, and with it the way to its key: from that moment on what was sealed under it
 * cannot be opened with all that is there and with SESSION_SECRET.
 *
 * A copy of the session's storage from before its end still has the salt, and the platform keeps one: for 30 days an object
 * can be set back (point-in-time recovery). Who has that, a copy of what was sealed, and SESSION_SECRET, can open it. Another
 * SESSION_SECRET ends this, and all sessions.
 *
 * @see RFC 5869
 */
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { SessionKeys } from '../../kernel/keys/session-keys.ts';
import { deriveKey } from './derived-key.ts';
import type { Sessions } from './sessions.service.ts';

export class DataKeys implements SessionKeys {
  readonly #secret: string;
  readonly #sessions: Pick<Sessions, 'saltOf'>;

  /** @param secret SESSION_SECRET. */
  constructor(secret: string, sessions: Pick<Sessions, 'saltOf'>) {
    this.#secret = secret;
    this.#sessions = sessions;
  }

  async keyOf({ subject, sessionId }: JobOwner): Promise<CryptoKey | undefined> {
    if (sessionId === undefined) return undefined;
    const salt = await this.#sessions.saltOf(subject, sessionId);
    return salt && (await deriveKey(this.#secret, 'session data', 'seal', salt));
  }
}
