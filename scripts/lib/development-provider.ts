/**
 * A sign-in provider for a developer's machine: a real one (oidc-provider) on the loopback address, with claims like
 * Cognito's, where one chooses a person instead of signing in. It lives in the process that starts it, keeps nothing, and
 * is no part of the Worker; elsewhere than on such a machine the Worker refuses an issuer without https.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { ACCOUNT_PATH, AUTH_ROUTES } from '../../shared/auth.vocabulary.ts';
import { choicePage, DEVELOPMENT_PEOPLE, messagePage, signOutPage } from './development-people.ts';

const HOST = '127.0.0.1';
const CLIENT_ID = 'roundhouse-development';
const CHOICE = /^\/people\/([\w-]{1,64})$/;
const FORM_BYTES_MAX = 1024;
const HOUR_SECONDS = 3600;

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface DevelopmentProviderOptions {
  /** Origin of the house that people come back to. */
  readonly publicUrl: string;
  readonly port: number;
  /** Sees each request first; true when it has answered. For tests. */
  readonly before?: Handler;
}

export interface DevelopmentProvider {
  readonly issuer: string;
  /** Settings with which the Worker uses it. */
  readonly vars: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the provider. Resolves when it listens. */
export async function startDevelopmentProvider(options: DevelopmentProviderOptions): Promise<DevelopmentProvider> {
  const issuer = `http://${HOST}:${options.port}`;
  const provider = createProvider(issuer, options.publicUrl);
  const serve = provider.callback();
  const server = createServer((request, response) => {
    if (options.before?.(request, response)) return;
    const uid = CHOICE.exec(request.url ?? '')?.[1];
    const work = uid === undefined ? serve(request, response) : choose(provider, uid, request, response);
    work.catch(() => {
      if (!response.headersSent) response.writeHead(400, HTML);
      response.end(
        messagePage('This page has expired. Begin again.', 'このページは期限切れです。最初からやり直してください。'),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, HOST, resolve);
  });
  return {
    issuer,
    vars: {
      OIDC_PROVIDER: JSON.stringify({ issuer, client_id: CLIENT_ID, display_name: 'Development only' }),
      TOKEN_ISSUERS: JSON.stringify([
        { issuer, algorithms: ['RS256'], audiences: [CLIENT_ID], client_ids: [CLIENT_ID] },
      ]),
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const HTML = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

function createProvider(issuer: string, publicUrl: string): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(issuer, {
    adapter: createMemoryAdapter(0),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        redirect_uris: [publicUrl + AUTH_ROUTES.callback.path],
        post_logout_redirect_uris: [publicUrl + ACCOUNT_PATH],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    // As in Cognito: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userInfo',
      jwks: '/.well-known/jwks.json',
      end_session: '/logout',
    },
    claims: {
      openid: ['sub', 'amr', 'auth_time', 'token_use', 'cognito:groups', 'cognito:username'],
      profile: ['name'],
      email: ['email'],
    },
    scopes: ['openid'],
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => accountOf(id),
    loadExistingGrant: grantAll,
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/people/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: { type: string; body: unknown }, form: string) => {
          context.type = 'html';
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context: { type: string; body: unknown }) => {
          context.type = 'html';
          context.body = messagePage('You are signed out here.', 'ここからサインアウトしました。');
        },
      },
    },
    ttl: {
      AccessToken: HOUR_SECONDS,
      AuthorizationCode: 60,
      Grant: HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
      Interaction: HOUR_SECONDS,
      Session: HOUR_SECONDS,
    },
  });
}

function accountOf(id: string): object | undefined {
  const person = DEVELOPMENT_PEOPLE.find((one) => one.id === id);
  return (
    person && {
      accountId: id,
      claims: () => ({
        sub: id,
        name: person.name,
        email: `${id}@people.example`,
        token_use: 'id',
        'cognito:username': id,
        'cognito:groups': person.groups,
      }),
    }
  );
}

interface GrantContext {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
    readonly params: { readonly scope: string };
    readonly provider: {
      readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
    };
  };
}

/** Nobody is asked for consent: the house is the only client. */
async function grantAll({ oidc: { client, session, params, provider } }: GrantContext): Promise<object> {
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  await grant.save();
  return grant;
}

async function choose(provider: Provider, uid: string, request: IncomingMessage, response: ServerResponse) {
  // Refuses who does not hold the cookie of this sign-in.
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.writeHead(200, HTML).end(choicePage(uid));
    return;
  }
  const chosen = new URLSearchParams(await formOf(request)).get('person');
  const person = DEVELOPMENT_PEOPLE.find(({ id }) => id === chosen);
  await provider.interactionFinished(
    request,
    response,
    person === undefined
      ? { error: 'access_denied', error_description: 'The person said no.' }
      : { login: { accountId: person.id, amr: person.amr } },
  );
}

async function formOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > FORM_BYTES_MAX) throw new Error('the form is too large');
  }
  return text;
}
