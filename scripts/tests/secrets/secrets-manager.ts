/**
 * A Bitwarden Secrets Manager that encrypts as documented and looks at what a real one looks at: grant, scope, client id and
 * secret, bearer. It makes the access token of its one machine account itself.
 *
 * @see bitwarden/sdk-internal, crates/bitwarden-core/src/auth/access_token.rs and bitwarden-crypto/src/enc_string
 */
import { createCipheriv, createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { Answer, Call } from './bw-serve.ts';

/** As tests set it. */
export interface ManagerState {
  /** By id. `as`: how the value is encrypted, where it is not as it should be. */
  secrets: Readonly<
    Record<string, { readonly key: string; readonly value: string; readonly as?: 'type0' | 'type7' | 'forged' }>
  >;
  down: boolean;
  /** The machine account was taken away. */
  isRevoked: boolean;
  /** How the payload is encrypted that opens the secrets. */
  payloadAs: 'type2' | 'type7';
}

export class SimulatedSecretsManager {
  state: ManagerState = { secrets: {}, down: false, isRevoked: false, payloadAs: 'type2' };
  readonly calls: string[] = [];
  readonly #clientId = randomUUID();
  readonly #clientSecret = randomBytes(24).toString('hex').slice(0, 30);
  readonly #seed = randomBytes(16);
  readonly #organization = randomUUID();
  readonly #organizationKey = randomBytes(64);
  readonly #bearers = new Set<string>();

  get accessToken(): string {
    return `0.${this.#clientId}.${this.#clientSecret}:${this.#seed.toString('base64')}`;
  }

  answer(call: Call): Answer {
    this.calls.push(`${call.method} ${call.url.pathname}`);
    if (this.state.down) return { status: 503, body: 'Service Unavailable' };
    const { pathname } = call.url;
    if (pathname === '/identity/connect/token' && call.method === 'POST') return this.#token(call);
    if (!this.#bearers.has(String(call.headers.authorization).replace(/^Bearer /, ''))) return json(401, {});
    const secret = /^\/api\/secrets\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
    if (secret !== undefined) return this.#secret(secret);
    return pathname === `/api/organizations/${this.#organization}/secrets` ? this.#list() : json(404, {});
  }

  #token({ headers, body }: Call): Answer {
    const form = new URLSearchParams(body);
    const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
    const isKnown =
      form.get('client_id') === this.#clientId &&
      form.get('client_secret') === this.#clientSecret &&
      !this.state.isRevoked;
    if (!isForm || form.get('grant_type') !== 'client_credentials')
      return json(400, { error: 'unsupported_grant_type' });
    if (form.get('scope') !== 'api.secrets') return json(400, { error: 'invalid_scope' });
    if (!isKnown) return json(400, { error: 'invalid_client' });
    const claims = { client_id: this.#clientId, organization: this.#organization, scope: ['api.secrets'] };
    const bearer = ['{"alg":"RS256"}', JSON.stringify(claims), randomUUID()]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    this.#bearers.add(bearer);
    const key = Buffer.from(hkdfSync('sha256', this.#seed, 'bitwarden-accesstoken', 'sm-access-token', 64));
    const payload = JSON.stringify({ encryptionKey: this.#organizationKey.toString('base64') });
    return json(200, {
      access_token: bearer,
      expires_in: 3600,
      token_type: 'Bearer',
      scope: 'api.secrets',
      encrypted_payload: this.state.payloadAs === 'type7' ? '7.g1gFoQE=' : encString(payload, key),
    });
  }

  #secret(id: string): Answer {
    const secret = this.state.secrets[id];
    if (secret === undefined) return json(404, { message: 'Resource not found.' });
    return json(200, { ...this.#named(id, secret.key), value: this.#value(secret), object: 'secret' });
  }

  #list(): Answer {
    const secrets = Object.entries(this.state.secrets).map(([id, { key }]) => this.#named(id, key));
    return json(200, { secrets, projects: [], object: 'SecretsWithProjectsList' });
  }

  #named(id: string, key: string): object {
    const dates = { creationDate: '2026-01-26T21:46:02.2Z', revisionDate: '2026-01-26T21:46:02.2Z' };
    return { id, organizationId: this.#organization, key: encString(key, this.#organizationKey), ...dates };
  }

  #value({ value, as }: ManagerState['secrets'][string]): string {
    if (as === 'type7') return '7.g1gFoQE=';
    const text = encString(value, this.#organizationKey);
    if (as === 'type0') return `0.${text.slice(2).split('|').slice(0, 2).join('|')}`;
    return as === 'forged' ? text.replace(/\|[^|]{43}=$/, `|${randomBytes(32).toString('base64')}`) : text;
  }
}

/** Type 2: AES-256-CBC, then HMAC-SHA-256 over iv and ciphertext. @param key 64 bytes. */
function encString(text: string, key: Buffer): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), iv);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const mac = createHmac('sha256', key.subarray(32)).update(iv).update(data).digest();
  return `2.${[iv, data, mac].map((part) => part.toString('base64')).join('|')}`;
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});
