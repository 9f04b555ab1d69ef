/**
 * Who may read the metrics: an address of the allowlist, or whoever sends the scrape token; with neither configured,
 * nobody. Either one is enough.
 *
 * The address is the one that Cloudflare's edge saw and nothing else: `X-Forwarded-For` and its kin are what a caller
 * wrote. Locally there is no edge: `wrangler dev` sets the header from the connection, but keeps one that is sent along.
 */
import type { AddressList } from '../../kernel/address-list.ts';
import { BearerToken } from '../../kernel/bearer-token.ts';

const EDGE_ADDRESS_HEADER = 'CF-Connecting-IP';

export interface ScrapeAccess {
  admits(request: Request): Promise<boolean>;
}

/** @param token The scrape token; undefined when none is configured. */
export async function createScrapeAccess(allowlist: AddressList, token: string | undefined): Promise<ScrapeAccess> {
  const wanted = token === undefined ? undefined : await BearerToken.from(token);
  return {
    admits: async (request) =>
      allowlist.has(request.headers.get(EDGE_ADDRESS_HEADER) ?? '') || (await wanted?.isIn(request)) === true,
  };
}
