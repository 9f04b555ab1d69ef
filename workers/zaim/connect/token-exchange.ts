/**
 * The two token calls of OAuth 1.0a. Neither is ever repeated: a request token is of no use twice, and after an exchange
 * without an answer nobody knows whether the token was given out.
 *
 * @see RFC 5849 §2.1 (temporary credentials), §2.3 (token credentials)
 */
import type { ConnectError } from '../../../shared/zaim.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Outbound } from '../../kernel/outbound.ts';
import { type TokenPair, tokenPair } from '../account/token.ts';
import { callZaim, ZaimCallError } from '../collect/zaim-api.ts';
import type { ZaimSettings } from '../zaim-settings.ts';

export type TokenStep =
  | { readonly ok: true; readonly pair: TokenPair }
  | { readonly ok: false; readonly error: ConnectError; readonly cause?: unknown };

interface Parts {
  readonly settings: ZaimSettings;
  readonly outbound: Outbound;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export async function askForRequestToken(parts: Parts): Promise<TokenStep> {
  try {
    const extra = { oauth_callback: parts.settings.callbackUrl };
    const reply = await call(parts, 'request', parts.settings.consumer, extra);
    const pair = pairOf(reply);
    if (pair === undefined) return { ok: false, error: 'zaim_unavailable' };
    // §2.1: without it the provider did not take the callback, and the token could be sent to somebody else's (1.0a).
    if (reply.get('oauth_callback_confirmed') !== 'true') return { ok: false, error: 'callback_unconfirmed' };
    return { ok: true, pair };
  } catch (error) {
    if (!(error instanceof ZaimCallError)) throw error;
    const isRefused = error.failure === 'unauthorized';
    return { ok: false, error: isRefused ? 'application_refused' : 'zaim_unavailable', cause: error };
  }
}

export async function exchange(parts: Parts, pending: TokenPair, verifier: string): Promise<TokenStep> {
  try {
    const reply = await call(parts, 'access', { ...parts.settings.consumer, ...pending }, { oauth_verifier: verifier });
    const pair = pairOf(reply);
    return pair === undefined ? { ok: false, error: 'exchange_unclear' } : { ok: true, pair };
  } catch (error) {
    if (!(error instanceof ZaimCallError)) throw error;
    const isRefused = error.failure === 'unauthorized';
    return { ok: false, error: isRefused ? 'exchange_refused' : 'exchange_unclear', cause: error };
  }
}

async function call(
  { settings, outbound, metrics, clock }: Parts,
  endpoint: 'request' | 'access',
  credentials: Parameters<typeof callZaim>[0]['credentials'],
  extra: Readonly<Record<string, string>>,
): Promise<URLSearchParams> {
  const path = `/v2/auth/${endpoint}` as const;
  const origin = settings.apiOrigin;
  const text = await callZaim({ origin, outbound, metrics, clock, credentials, endpoint, method: 'POST', path, extra });
  return new URLSearchParams(text);
}

function pairOf(reply: URLSearchParams): TokenPair | undefined {
  return tokenPair.safeParse({ token: reply.get('oauth_token'), tokenSecret: reply.get('oauth_token_secret') }).data;
}
