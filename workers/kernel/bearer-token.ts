/**
 * One bearer token that is known to us, such as an operator's. Digests are compared, in constant time: neither the length
 * nor a common beginning of a guess shows.
 *
 * @see RFC 6750 §2.1
 */

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,512}=*)$/i;

export class BearerToken {
  readonly #digest: ArrayBuffer;

  private constructor(digest: ArrayBuffer) {
    this.#digest = digest;
  }

  static async from(token: string): Promise<BearerToken> {
    return new BearerToken(await digestOf(token));
  }

  /** Whether a request carries the token. */
  async isIn(request: Request): Promise<boolean> {
    const sent = BEARER.exec(request.headers.get('Authorization') ?? '')?.[1] ?? '';
    return crypto.subtle.timingSafeEqual(await digestOf(sent), this.#digest);
  }
}

function digestOf(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}
