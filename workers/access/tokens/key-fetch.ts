/**
 * Asks an issuer for its keys: at the address of the settings, or at the one its discovery document names. Whatever comes
 * back is bounded in time and size, never redirected, and only the keys in it are used.
 *
 * @see OIDC Discovery §4 (the issuer in the document must be the one that was asked), RFC 7517 §5
 */
import * as z from 'zod';
import { createOutbound, type Outbound, OutboundError } from '../../kernel/outbound.ts';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { keySetSchema } from './key-import.ts';
import { parseObject } from './strict-json.ts';
import { KEY_SET_BYTES_MAX, KEY_SET_FETCH_MS } from './tokens.constants.ts';

/** `failed`: no answer, or one that says so; `refused`: an answer that we do not take. */
export type FetchedKeys =
  | { readonly result: 'ok'; readonly keys: readonly unknown[] }
  | { readonly result: 'failed' | 'refused'; readonly reason: string };

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }).max(2048) });

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Why an answer was not taken, in one word for the log. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** @param isHttpAllowed Only on a laptop: where the keys come from without https, anybody on the way is the issuer. */
export function createKeyFetch(
  isHttpAllowed: boolean,
  outbound: Outbound = createOutbound({ timeoutMs: KEY_SET_FETCH_MS, bytesMax: KEY_SET_BYTES_MAX }),
): (issuer: TokenIssuer) => Promise<FetchedKeys> {
  return async ({ issuer, jwks_uri }) => {
    const signal = AbortSignal.timeout(KEY_SET_FETCH_MS);
    try {
      const address = jwks_uri ?? (await discover(outbound, issuer, signal));
      if (!isHttpAllowed && !address.startsWith('https://')) throw new Refused('not_https');
      const set = keySetSchema.safeParse(await getObject(outbound, address, signal));
      if (!set.success) throw new Refused('no_key_set');
      return { result: 'ok', keys: set.data.keys };
    } catch (error) {
      if (error instanceof Refused) return { result: 'refused', reason: error.message };
      if (!(error instanceof OutboundError)) return { result: 'failed', reason: 'unreachable' };
      const isAnswer = error.fault === 'redirect' || error.fault === 'too_large';
      return { result: isAnswer ? 'refused' : 'failed', reason: error.fault };
    }
  };
}

async function discover(outbound: Outbound, issuer: string, signal: AbortSignal): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = discoverySchema.safeParse(await getObject(outbound, address, signal));
  if (!found.success) throw new Refused('no_discovery_document');
  if (found.data.issuer !== issuer) throw new Refused('another_issuer');
  return found.data.jwks_uri;
}

async function getObject(outbound: Outbound, url: string, signal: AbortSignal): Promise<unknown> {
  const response = await outbound(url, { headers: { Accept: 'application/json' }, signal });
  if (response.status !== 200) throw new OutboundError('unreachable');
  try {
    return parseObject(strictUtf8.decode(await response.arrayBuffer()));
  } catch {
    throw new Refused('not_utf8');
  }
}
