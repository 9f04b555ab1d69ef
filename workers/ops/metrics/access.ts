/**
 * Who may read the metrics: an address of the allowlist, or whoever sends the scrape token; with neither configured,
 * nobody. Either one is enough.
 *
 * The address is the one that Cloudflare's edge saw and nothing else: `X-Forwarded-For` and its kin are what a caller
 * wrote. Locally there is no edge: `wrangler dev` sets the header from the connection, but keeps one that is sent along.
 */
import type { AddressList } from '../../kernel/address-list.ts';

const EDGE_ADDRESS_HEADER = 'CF-Connecting-IP';
const BEARER = /^Bearer +([^ ]+)$/i;

export interface ScrapeAccess {
  admits(request: Request): Promise<boolean>;
}

/** @param token The scrape token; undefined when none is configured. */
export async function createScrapeAccess(allowlist: AddressList, token: string | undefined): Promise<ScrapeAccess> {
  const wanted = token === undefined ? undefined : await digestOf(token);
  return {
    admits: async ({ headers }) => {
      if (allowlist.has(headers.get(EDGE_ADDRESS_HEADER) ?? '')) return true;
      const given = BEARER.exec(headers.get('Authorization') ?? '')?.[1];
      // Digests have one length and tell nothing about how much of the token was right.
      return (
        wanted !== undefined && given !== undefined && crypto.subtle.timingSafeEqual(await digestOf(given), wanted)
      );
    },
  };
}

function digestOf(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}
