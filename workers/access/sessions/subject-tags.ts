/** Names of subjects that only we can compute: whoever sees one in a cookie learns nothing about whose it is. */
import type { Subject } from '../../kernel/principal.ts';
import { subjectObjectName } from '../freshness/freshness.ts';
import { SUBJECT_TAG_BYTES } from './sessions.constants.ts';

export class SubjectTags {
  readonly #key: CryptoKey;

  /** @param key HMAC-SHA-256, for this purpose alone. */
  constructor(key: CryptoKey) {
    this.#key = key;
  }

  async of(subject: Subject): Promise<Uint8Array> {
    const name = new TextEncoder().encode(subjectObjectName(subject));
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, name)).slice(0, SUBJECT_TAG_BYTES);
  }
}
