/**
 * The sign-in provider as this house sees it: authorization code flow with PKCE, and nothing else. Its description of
 * itself is remembered for a while; its answers are bounded and checked, and whatever is wrong with them becomes one of two
 * faults: it is not available, or what it said cannot be accepted.
 *
 * @see RFC 6749 §4.1, RFC 7636 (PKCE), RFC 9207 (`iss`), OpenID Connect Core 1.0 §3.1
 */
import * as oauth from 'oauth4webapi';
import { ACCOUNT_PATH, AUTH_ROUTES } from '../../../shared/auth.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Outbound, OutboundError } from '../../kernel/outbound.ts';
import type { SignInProvider } from '../../kernel/settings/identity.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import { signInFault } from './faults.ts';
import { CLOCK_TOLERANCE_SECONDS, DISCOVERY_MS, PROVIDER_TIMEOUT_MS } from './sign-in.constants.ts';

interface ProviderParts {
  readonly settings: SignInProvider;
  readonly clientSecret: string | undefined;
  readonly publicUrl: string;
  readonly outbound: Outbound;
  readonly clock: Clock;
}

interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Have the person show who they are although the provider knows them. */
  readonly isStepUp: boolean;
}

interface ProviderCall {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: URLSearchParams | undefined;
}

/** Milliseconds for which a request waits longer for another's look than that one may take. */
const PATIENCE_MS = 250;
/** Faults of a token endpoint that say "later" and not "no" (RFC 6749 §4.1.2.1 uses the same words). */
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

export class Provider {
  readonly #parts: ProviderParts;
  readonly #client: oauth.Client;
  readonly #finding: SingleFlight<oauth.AuthorizationServer>;
  #known: { readonly server: oauth.AuthorizationServer; readonly atMs: number } | undefined;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#client = { client_id: parts.settings.client_id, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
    this.#finding = new SingleFlight(parts.clock, PROVIDER_TIMEOUT_MS + PATIENCE_MS);
  }

  get redirectUri(): string {
    return this.#parts.publicUrl + AUTH_ROUTES.callback.path;
  }

  /** What the provider says about itself. Throws the fault `provider_unavailable`. */
  async describe(waitUntil: WaitUntil): Promise<oauth.AuthorizationServer> {
    const { clock, settings } = this.#parts;
    if (this.#known !== undefined && clock.nowMs() - this.#known.atMs < DISCOVERY_MS) return this.#known.server;
    return await this.#finding.run(settings.issuer, () => this.#discover(), waitUntil);
  }

  /** Where the browser goes to sign in. */
  async authorizationUrl(departure: Departure, waitUntil: WaitUntil): Promise<string> {
    const { settings } = this.#parts;
    const server = await this.describe(waitUntil);
    const url = this.#pageOf(server.authorization_endpoint);
    const query = {
      response_type: 'code',
      client_id: settings.client_id,
      redirect_uri: this.redirectUri,
      scope: settings.scope,
      state: departure.state,
      nonce: departure.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(departure.codeVerifier),
      code_challenge_method: 'S256',
      ...(departure.isStepUp ? { prompt: 'login', max_age: '0' } : {}),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  /**
   * Turns the provider's answer in the address into an id token. Its signature is still to be verified.
   *
   * @param query Of the callback: `state` and, where the provider announces it, `iss` are checked.
   * @throws AppError with one of the sign-in faults.
   */
  async redeem(
    query: URLSearchParams,
    { state, nonce, codeVerifier }: Departure,
    waitUntil: WaitUntil,
  ): Promise<string> {
    const server = await this.describe(waitUntil);
    try {
      const answer = oauth.validateAuthResponse(server, this.#client, query, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        this.#client,
        this.#clientAuthentication(server),
        answer,
        this.redirectUri,
        codeVerifier,
        this.#options(),
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      return tokens.id_token ?? '';
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Where to sign out at the provider; our own page when it has no such place or does not answer. */
  async signOutUrl(waitUntil: WaitUntil): Promise<string> {
    const { settings, publicUrl } = this.#parts;
    const home = publicUrl + ACCOUNT_PATH;
    if (settings.logout === 'cognito' && settings.domain !== undefined) {
      const url = new URL('/logout', settings.domain);
      url.searchParams.set('client_id', settings.client_id);
      url.searchParams.set('logout_uri', home);
      return url.href;
    }
    try {
      const { end_session_endpoint: endpoint } = await this.describe(waitUntil);
      if (endpoint === undefined) return home;
      const url = this.#pageOf(endpoint);
      url.searchParams.set('client_id', settings.client_id);
      url.searchParams.set('post_logout_redirect_uri', home);
      return url.href;
    } catch {
      // The session here has ended; that the provider is silent must not look like a failure of that.
      return home;
    }
  }

  async #discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.#parts.settings.issuer);
    try {
      const response = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...this.#options() });
      const server = await oauth.processDiscoveryResponse(issuer, response);
      this.#known = { server, atMs: this.#parts.clock.nowMs() };
      return server;
    } catch (error) {
      throw signInFault('provider_unavailable', error);
    }
  }

  /** A page that a browser is sent to: named by the provider, so it is held to the provider's own scheme. */
  #pageOf(address: string | undefined): URL {
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && this.#isInsecureAllowed());
    if (url === undefined || !isSafe) throw signInFault('provider_unavailable', 'a page of the provider is no address');
    return url;
  }

  /** Only where the settings allow it, which is on a developer's machine (settings/identity.ts). */
  #isInsecureAllowed(): boolean {
    return this.#parts.settings.issuer.startsWith('http://');
  }

  #options() {
    return {
      [oauth.customFetch]: (url: string, { method, headers, body }: ProviderCall) =>
        this.#parts.outbound(url, { method, headers, body: body ?? null }),
      [oauth.allowInsecureRequests]: this.#isInsecureAllowed(),
    };
  }

  #clientAuthentication(server: oauth.AuthorizationServer): oauth.ClientAuth {
    const { clientSecret } = this.#parts;
    if (clientSecret === undefined) return oauth.None();
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return methods.includes('client_secret_basic')
      ? oauth.ClientSecretBasic(clientSecret)
      : oauth.ClientSecretPost(clientSecret);
  }
}

function faultOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof OutboundError) return signInFault('provider_unavailable', error);
  if (error instanceof oauth.AuthorizationResponseError) {
    if (error.error === 'access_denied') return signInFault('denied', error);
    return signInFault(PASSING.has(error.error) ? 'provider_unavailable' : 'sign_in_failed', error);
  }
  if (error instanceof oauth.ResponseBodyError) {
    const isPassing = error.status >= 500 || PASSING.has(error.error);
    return signInFault(isPassing ? 'provider_unavailable' : 'sign_in_failed', `token endpoint: ${error.status}`);
  }
  return signInFault(isNotAnAnswer(error) ? 'provider_unavailable' : 'sign_in_failed', error);
}

/** A page, an error page or something else that is not what a token endpoint answers. */
function isNotAnAnswer(error: unknown): boolean {
  const codes: readonly unknown[] = [oauth.RESPONSE_IS_NOT_JSON, oauth.RESPONSE_IS_NOT_CONFORM, oauth.PARSE_ERROR];
  return error instanceof Error && codes.includes(Reflect.get(error, 'code'));
}
