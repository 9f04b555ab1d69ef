/**
 * The way of a person through the provider and back. A sign-in is begun, leaves with the browser, and comes back once, to
 * the same browser; only then is the provider asked, and only a verified id token begins a session.
 */
import * as oauth from 'oauth4webapi';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError, toAppError } from '../../kernel/errors.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { RoleMapping, SignInProvider } from '../../kernel/settings/identity.ts';
import type { Person } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import { browserName } from './browser-name.ts';
import { reasonOf, signInFault } from './faults.ts';
import { personOf } from './person.ts';
import type { Provider } from './provider.ts';
import { CALLBACK_QUERY_CHARS_MAX, CLOCK_TOLERANCE_SECONDS } from './sign-in.constants.ts';
import type { TransactionContent, Transactions } from './transactions.ts';

export interface SignInParts {
  readonly settings: SignInProvider;
  readonly provider: Provider;
  readonly transactions: Transactions;
  readonly idTokens: Pick<TokenValidator, 'verifyIdToken'>;
  readonly roleMapping: readonly RoleMapping[];
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** What an implicit or hybrid answer would carry (OAuth 2.0 Multiple Response Types §3, §5). */
const IMPLICIT = ['access_token', 'id_token', 'token_type'] as const;

export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * @param returnTo Whole address of a page of ours.
   * @param binding Value of the cookie that ties the sign-in to this browser.
   * @returns Where the browser goes.
   */
  async begin(returnTo: string, isStepUp: boolean, binding: string, waitUntil: WaitUntil): Promise<string> {
    const { provider, transactions, clock } = this.#parts;
    // Before anything is stored: without a provider there is nothing to come back from.
    await provider.describe(waitUntil);
    const content: TransactionContent = {
      codeVerifier: oauth.generateRandomCodeVerifier(),
      nonce: oauth.generateRandomNonce(),
      returnTo,
      isStepUp,
      startedAtMs: clock.nowMs(),
    };
    const state = await transactions.begin(content, binding);
    return await provider.authorizationUrl({ ...content, state }, waitUntil);
  }

  /**
   * Takes the provider's answer and begins a session.
   *
   * @returns Where the browser goes, and the header field with its session.
   * @throws AppError with one of the sign-in faults, or `unavailable`.
   */
  async complete(request: Request, binding: string | undefined, waitUntil: WaitUntil): Promise<Completed> {
    try {
      const completed = await this.#complete(request, binding, waitUntil);
      this.#attempted('success');
      return completed;
    } catch (error) {
      this.#attempted(resultOf(error));
      throw error;
    }
  }

  /** Where to go to sign out at the provider as well. */
  signOutUrl(waitUntil: WaitUntil): Promise<string> {
    return this.#parts.provider.signOutUrl(waitUntil);
  }

  async #complete(request: Request, binding: string | undefined, waitUntil: WaitUntil): Promise<Completed> {
    const { transactions, sessions } = this.#parts;
    const { search, searchParams: query } = new URL(request.url);
    if (search.length > CALLBACK_QUERY_CHARS_MAX) throw new AppError('bad_request');
    const state = query.get('state');
    // What an implicit answer brings stands behind the `#`, which no server sees: an empty query is its trace.
    if (search.length <= 1 || IMPLICIT.some((name) => query.has(name))) throw signInFault('implicit_refused');
    if (state === null) throw signInFault('sign_in_expired', 'no state');
    const content = await transactions.consume(state, binding);
    if (typeof content === 'string') throw signInFault(content);
    const person = await this.#personOf(query, { ...content, state }, waitUntil);
    if (content.isStepUp) requireAnew(person, content.startedAtMs);
    const { setCookie } = await sessions.begin(person, browserName(request.headers.get('User-Agent')), request);
    return { returnTo: content.returnTo, setCookie };
  }

  async #personOf(
    query: URLSearchParams,
    departure: TransactionContent & { readonly state: string },
    waitUntil: WaitUntil,
  ): Promise<Person> {
    const { provider, idTokens, roleMapping, settings, clock } = this.#parts;
    const idToken = await provider.redeem(query, departure, waitUntil);
    const expected = { issuer: settings.issuer, clientId: settings.client_id, nonce: departure.nonce };
    return personOf(await verified(idTokens.verifyIdToken(idToken, expected, waitUntil)), roleMapping, clock);
  }

  #attempted(result: string): void {
    this.#parts.metrics.count('auth_attempts_total', { result, method: 'oidc' });
  }
}

export interface Completed {
  readonly returnTo: string;
  readonly setCookie: string;
}

/** A verifier speaks of tokens; a person is told about the sign-in. */
async function verified<Value>(work: Promise<Value>): Promise<Value> {
  return await work.catch((error: unknown) => {
    const { code, details } = toAppError(error);
    if (details?.reason !== undefined) throw error;
    throw signInFault(code === 'unavailable' ? 'provider_unavailable' : 'sign_in_failed', error);
  });
}

/** A provider may overlook `prompt` and `max_age`: then the person has shown nothing new (OIDC Core §3.1.2.1). */
function requireAnew({ authTimeSeconds }: Person, startedAtMs: number): void {
  if (authTimeSeconds !== undefined && authTimeSeconds >= startedAtMs / 1000 - CLOCK_TOLERANCE_SECONDS) return;
  throw signInFault('step_up_failed');
}

/** Label of a sign-in that did not come about: a few words, whatever the reason. */
function resultOf(error: unknown): string {
  const reason = reasonOf(error);
  if (reason === 'denied' || reason === 'sign_in_expired') return reason === 'denied' ? 'denied' : 'expired';
  return toAppError(error).status >= 500 ? 'unavailable' : 'failed';
}
