/**
 * Plays an authorization server at an origin. It refuses what a real one refuses: unknown clients, another redirect address, a code or
 * refresh token that was used before (then the whole family ends), a wrong verifier, another resource.
 *
 * A person says yes at once: `GET /authorize` answers with the redirect.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { PlayedRequest } from '../../../workers/testing/played-page.ts';

/** JSON, or where a browser is sent. */
interface Reply {
  readonly status: number;
  readonly body: object | string;
}

interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly resource: string;
  readonly scope: string;
}
interface Family {
  readonly clientId: string;
  readonly resource: string;
  readonly scope: string;
  accessToken: string;
  refreshToken: string;
  isRevoked: boolean;
}

const TOKEN_SECONDS = 300;

class OAuthParty {
  readonly #clients = new Map<string, readonly string[]>();
  readonly #codes = new Map<string, Code>();
  readonly #families: Family[] = [];
  readonly #spent = new Map<string, Family>();

  readonly issuer: string;

  constructor(issuer: string) {
    this.issuer = issuer;
  }

  /** The resource that a token is good for. */
  resourceOf(token: string): string | undefined {
    return this.#families.find(({ accessToken, isRevoked }) => accessToken === token && !isRevoked)?.resource;
  }

  answer({ url, method, body }: PlayedRequest, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url);
    const { status, body: reply } = this.#reply(`${method} ${pathname}`, searchParams, body);
    if (typeof reply === 'string') response.writeHead(status, { Location: reply }).end();
    else {
      response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
      response.end(JSON.stringify(reply));
    }
  }

  #reply(asked: string, query: URLSearchParams, body: string): Reply {
    const form = new URLSearchParams(body);
    switch (asked) {
      case 'GET /.well-known/oauth-authorization-server':
        return { status: 200, body: this.#metadata() };
      case 'POST /register':
        return this.#register(body);
      case 'GET /authorize':
        return this.#authorize(query);
      case 'POST /token':
        return form.get('grant_type') === 'refresh_token' ? this.#refresh(form) : this.#exchange(form);
      case 'POST /revoke':
        for (const family of this.#families) {
          if ([family.accessToken, family.refreshToken].includes(form.get('token') ?? '')) family.isRevoked = true;
        }
        return { status: 200, body: {} };
      default:
        return { status: 404, body: {} };
    }
  }

  #metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      registration_endpoint: `${this.issuer}/register`,
      revocation_endpoint: `${this.issuer}/revoke`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #register(body: string): Reply {
    const { redirect_uris } = JSON.parse(body) as { redirect_uris: string[] };
    const id = `client-${randomUUID()}`;
    this.#clients.set(id, redirect_uris);
    return { status: 201, body: { client_id: id, redirect_uris, token_endpoint_auth_method: 'none' } };
  }

  #authorize(query: URLSearchParams): Reply {
    const value = (name: string) => query.get(name) ?? '';
    const redirectUri = value('redirect_uri');
    const isKnown = this.#clients.get(value('client_id'))?.includes(redirectUri) ?? false;
    if (!isKnown || value('code_challenge_method') !== 'S256' || value('resource') === '' || value('state') === '') {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    const code = randomUUID();
    this.#codes.set(code, {
      clientId: value('client_id'),
      redirectUri,
      challenge: value('code_challenge'),
      resource: value('resource'),
      scope: value('scope'),
    });
    const back = new URL(redirectUri);
    for (const [name, text] of Object.entries({ code, state: value('state'), iss: this.issuer }))
      back.searchParams.set(name, text);
    return { status: 302, body: back.href };
  }

  #exchange(form: URLSearchParams): Reply {
    const value = (name: string) => form.get(name) ?? '';
    const code = this.#codes.get(value('code'));
    this.#codes.delete(value('code'));
    const challenge = createHash('sha256').update(value('code_verifier')).digest('base64url');
    const isRight =
      code !== undefined &&
      value('grant_type') === 'authorization_code' &&
      code.clientId === value('client_id') &&
      code.redirectUri === value('redirect_uri') &&
      code.challenge === challenge &&
      code.resource === value('resource');
    if (!isRight) return { status: 400, body: { error: 'invalid_grant' } };
    const { clientId, resource, scope } = code;
    const family = { clientId, resource, scope, accessToken: '', refreshToken: '', isRevoked: false };
    this.#families.push(family);
    return this.#issue(family);
  }

  #refresh(form: URLSearchParams): Reply {
    const token = form.get('refresh_token') ?? '';
    const reused = this.#spent.get(token);
    if (reused !== undefined) reused.isRevoked = true;
    const family = this.#families.find(({ refreshToken, isRevoked }) => refreshToken === token && !isRevoked);
    if (family === undefined || family.clientId !== form.get('client_id')) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    this.#spent.set(token, family);
    return this.#issue(family);
  }

  #issue(family: Family): Reply {
    family.accessToken = `access-${randomUUID()}`;
    family.refreshToken = `refresh-${randomUUID()}`;
    return {
      status: 200,
      body: {
        access_token: family.accessToken,
        refresh_token: family.refreshToken,
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        scope: family.scope,
      },
    };
  }
}

const parties = new Map<string, OAuthParty>();

/** @param origin Of the authorization server. */
export function oauthPartyOf(origin: string): OAuthParty {
  const known = parties.get(origin);
  if (known !== undefined) return known;
  const party = new OAuthParty(origin);
  parties.set(origin, party);
  return party;
}
