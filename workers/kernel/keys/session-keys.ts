/** The port through which a feature gets the key of a session: what it seals with it is readable for as long as that lives. */
import type { JobOwner } from '../jobs/job-type.ts';

export interface SessionKeys {
  /**
   * Made anew for each call out of what only the session's own record holds, and never remembered.
   *
   * @returns AES-256-GCM, not to be exported; undefined when the session has ended, or when there is none.
   * @throws AppError `unavailable` when that cannot be known.
   */
  keyOf(owner: JobOwner): Promise<CryptoKey | undefined>;
}
