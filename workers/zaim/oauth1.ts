/**
 * OAuth 1.0a request signing with HMAC-SHA1, the only method that Zaim takes. Pure but for Web Crypto: time and nonce come
 * in, so published vectors can be checked.
 *
 * @see RFC 5849 §3.4 (signature), §3.5.1 (Authorization header), §3.6 (percent encoding)
 */

export interface OAuthCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Request token or access token; none in the first step. */
  readonly token?: string;
  readonly tokenSecret?: string;
}

export interface SignableRequest {
  readonly method: string;
  /** Absolute address with its query. */
  readonly url: string;
  /** Parameters of a form-encoded body. */
  readonly form?: URLSearchParams;
}

export interface SignOptions {
  /** Seconds since the Unix epoch. */
  readonly timestamp: number;
  /** Unique among requests with this timestamp. */
  readonly nonce: string;
  /** `oauth_callback` of the first step, or `oauth_verifier` of the last. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Optional in §3.1; the vectors of §1.2 leave it out. */
  readonly version?: '1.0';
  /** Goes into the header and not into the signature. */
  readonly realm?: string;
}

type Parameter = readonly [name: string, value: string];

/** §3.6: everything but unreserved characters, in UTF-8, upper-case hex. `encodeURIComponent` leaves five too many. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** §3.4.1: the text that is signed. */
export function signatureBaseString(request: SignableRequest, protocol: readonly Parameter[]): string {
  const url = new URL(request.url);
  // `URL` has put scheme and host into lower case and dropped a default port (§3.4.1.2).
  const baseUri = `${url.origin}${url.pathname}`;
  const parameters = [...url.searchParams, ...(request.form ?? []), ...protocol]
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [request.method.toUpperCase(), baseUri, parameters].map(percentEncode).join('&');
}

/**
 * Signs a request.
 *
 * @returns The value of its `Authorization` header.
 */
export async function authorizationHeader(
  request: SignableRequest,
  credentials: OAuthCredentials,
  { timestamp, nonce, extra = {}, version, realm }: SignOptions,
): Promise<string> {
  const protocol: Parameter[] = [
    ['oauth_consumer_key', credentials.consumerKey],
    ...(credentials.token === undefined ? [] : [['oauth_token', credentials.token] as const]),
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
    ...(version === undefined ? [] : [['oauth_version', version] as const]),
    ...Object.entries(extra),
  ];
  const signature = await hmacSha1(
    `${percentEncode(credentials.consumerSecret)}&${percentEncode(credentials.tokenSecret ?? '')}`,
    signatureBaseString(request, protocol),
  );
  const fields = [...protocol, ['oauth_signature', signature] as const];
  const shown = fields.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`);
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...shown].join(', ')}`;
}

/** §3.4.1.3.2: by the encoded bytes. Encoded text is ASCII, so comparing code units is comparing bytes. */
function byNameThenValue(a: Parameter, b: Parameter): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** @returns Base64 with the ordinary alphabet: hex or the alphabet for addresses is the usual fault. */
async function hmacSha1(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text))).toBase64();
}
