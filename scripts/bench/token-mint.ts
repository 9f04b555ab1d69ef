/**
 * Makes round tokens that the Worker takes for its own, each for the first question of a round that nobody has answered
 * yet, so that every request is a first answer with a ledger write. Tokens of the Worker itself are the pattern: form,
 * claims and spread over the ledger objects are its own, only round id, seed and times are new.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { createClient } from '../../shared/client.ts';

/** Enough that every ledger object is among them. */
const PATTERNS = 64;

interface Pattern {
  readonly header: string;
  readonly claims: { readonly rid: string; readonly iat: number; readonly exp: number; readonly seed: string };
}

export class TokenMint {
  readonly #patterns: readonly Pattern[];
  readonly #secret: string;
  #minted = 0;

  private constructor(patterns: readonly Pattern[], secret: string) {
    this.#patterns = patterns;
    this.#secret = secret;
  }

  /** @param secret The Worker's `JWT_SECRET`. */
  static async like(baseUrl: string, secret: string): Promise<TokenMint> {
    // Each start by a client of its own: one may start a round a second.
    const start = () => createClient({ baseUrl, clientId: crypto.randomUUID() }).start();
    const starts = await Promise.all(Array.from({ length: PATTERNS }, start));
    const patterns = starts.map(({ continuationToken }) => {
      const [header = '', payload = ''] = continuationToken.split('.');
      return { header, claims: JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) } as Pattern;
    });
    return new TokenMint(patterns, secret);
  }

  mint(): string {
    const pattern = this.#patterns[this.#minted++ % this.#patterns.length];
    if (pattern === undefined) throw new Error('no pattern');
    const { rid, iat, exp, seed } = pattern.claims;
    const fresh = randomBytes(16).toString('hex');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...pattern.claims,
      // Region, shard, version and variant stay.
      rid: `${rid.slice(0, 6)}${fresh.slice(0, 2)}-${fresh.slice(2, 6)}-8${fresh.slice(6, 9)}-${rid.slice(19, 20)}${fresh.slice(9, 12)}-${fresh.slice(12, 24)}`,
      seed: seed.slice(0, 1) + fresh.slice(0, seed.length - 1),
      iat: now,
      exp: now + exp - iat,
    };
    const signed = `${pattern.header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${signed}.${createHmac('sha256', this.#secret).update(signed).digest('base64url')}`;
  }
}
