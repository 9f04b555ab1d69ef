/**
 * Judges a signed request as a strict provider would: the raw header is read here, and the signature is computed by a
 * library, so that nothing of our own signer vouches for itself.
 *
 * @see RFC 5849 §3.2 (verifying), §3.3 (nonce and timestamp), §3.5.1 (header)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import OAuth from 'oauth-1.0a';

/** Seconds by which a timestamp may differ. */
const TIMESTAMP_SKEW_SECONDS = 300;
const REQUIRED = ['oauth_consumer_key', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method', 'oauth_timestamp'];

export interface SignedCall {
  readonly method: string;
  /** As the client addressed it. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** Parameters of a form-encoded body. */
  readonly form: URLSearchParams;
}

export interface Expectation {
  readonly consumer: { readonly key: string; readonly secret: string };
  /** Secret of a token that lives, or undefined. */
  readonly tokenSecretOf: (token: string) => string | undefined;
  readonly needsToken: boolean;
  readonly nowSeconds: number;
  /** Remembers what was seen; false when it was seen before. */
  readonly isFirstUse: (nonce: string, timestamp: string, token: string) => boolean;
}

export type Verdict =
  | { readonly ok: true; readonly parameters: ReadonlyMap<string, string>; readonly token: string | undefined }
  | { readonly ok: false; readonly reason: string };

export function judge(call: SignedCall, expected: Expectation): Verdict {
  const parameters = headerParameters(call.authorization);
  if (parameters === undefined) return refuse('no OAuth header that makes sense');
  const missing = REQUIRED.find((name) => !parameters.get(name));
  if (missing !== undefined) return refuse(`no ${missing}`);
  if (parameters.get('oauth_consumer_key') !== expected.consumer.key) return refuse('unknown consumer');
  if (parameters.get('oauth_signature_method') !== 'HMAC-SHA1') return refuse('other method than HMAC-SHA1');
  const timestamp = parameters.get('oauth_timestamp') ?? '';
  if (!/^[1-9][0-9]{9}$/.test(timestamp)) return refuse('timestamp is no number of seconds');
  if (Math.abs(Number(timestamp) - expected.nowSeconds) > TIMESTAMP_SKEW_SECONDS) return refuse('timestamp is off');
  const token = parameters.get('oauth_token');
  if ((token !== undefined) !== expected.needsToken) return refuse('a token where none belongs, or none');
  const tokenSecret = token === undefined ? undefined : expected.tokenSecretOf(token);
  if (token !== undefined && tokenSecret === undefined) return refuse('unknown token');
  if (!isSignedBy(call, parameters, expected.consumer, tokenSecret)) return refuse('wrong signature');
  if (!expected.isFirstUse(parameters.get('oauth_nonce') ?? '', timestamp, token ?? ''))
    return refuse('nonce used before');
  return { ok: true, parameters, token };
}

function isSignedBy(
  { method, url, form }: SignedCall,
  parameters: ReadonlyMap<string, string>,
  consumer: Expectation['consumer'],
  tokenSecret: string | undefined,
): boolean {
  const oauth = new OAuth({
    consumer,
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  });
  const signed = Object.fromEntries([...parameters].filter(([name]) => name !== 'oauth_signature'));
  // The library takes what was signed as it is; its own nonce and time are for clients.
  const expected = oauth.getSignature(
    { url, method, data: Object.fromEntries(form) },
    tokenSecret,
    signed as unknown as OAuth.Data,
  );
  const sent = Buffer.from(parameters.get('oauth_signature') ?? '');
  return sent.length === expected.length && timingSafeEqual(sent, Buffer.from(expected));
}

/** Undefined when it is not `OAuth name="value", …` with each name once. */
function headerParameters(header: string | undefined): Map<string, string> | undefined {
  const [scheme, list] = /^(OAuth) +(.*)$/.exec(header ?? '')?.slice(1) ?? [];
  if (scheme === undefined || list === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const part of list.split(/,\s*/)) {
    const [, name, value] = /^([A-Za-z_]+)="([A-Za-z0-9._~%-]*)"$/.exec(part) ?? [];
    if (name === undefined || value === undefined || parameters.has(name)) return undefined;
    if (name !== 'realm') parameters.set(name, decodeURIComponent(value));
  }
  return parameters;
}

function refuse(reason: string): Verdict {
  return { ok: false, reason };
}
