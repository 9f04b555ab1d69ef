/**
 * Tokens that were found right a moment ago, in the memory of this isolate alone: to check a signature costs less than any
 * store that isolates share. They are known by a digest, so that a dump of this memory holds no token.
 *
 * The digest is over the token and over everything that the settings say about issuers: what was accepted under other rules
 * is another entry.
 */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { VALIDATED_MS_MAX, VALIDATED_TOKENS_MAX } from './tokens.constants.ts';

interface Validated {
  readonly principal: Principal;
  readonly untilMs: number;
}

export class ValidatedTokens {
  readonly #clock: Clock;
  readonly #rules: string;
  readonly #entries = new BoundedMap<string, Validated>(VALIDATED_TOKENS_MAX);

  constructor(issuers: readonly TokenIssuer[], clock: Clock) {
    this.#clock = clock;
    this.#rules = withLength(JSON.stringify(issuers));
  }

  /** What a token is known by here. */
  async digestOf(token: string): Promise<string> {
    const text = new TextEncoder().encode(`${this.#rules}${withLength(token)}`);
    return new Uint8Array(await crypto.subtle.digest('SHA-256', text)).toHex();
  }

  get(digest: string): Principal | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    if (this.#clock.nowMs() < entry.untilMs) return entry.principal;
    this.#entries.delete(digest);
    return undefined;
  }

  /** @param untilSeconds When the token, or what was concluded from it, ends. It is forgotten earlier than that or then. */
  remember(digest: string, principal: Principal, untilSeconds: number): void {
    const now = this.#clock.nowMs();
    const untilMs = Math.min(untilSeconds * 1000, now + VALIDATED_MS_MAX);
    if (untilMs > now) this.#entries.set(digest, { principal, untilMs });
  }
}

/** With its length before it, no text can run over into the next. */
function withLength(text: string): string {
  return `${text.length}:${text}`;
}
