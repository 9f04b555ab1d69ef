/**
 * One simulated Zaim with one application and several users: issues tokens, judges every call, and misbehaves when told.
 * Nothing here opens a socket; see simulator.ts.
 */
import { randomBytes } from 'node:crypto';
import { EMPTY_HOUSEHOLD, type Household, moneyReply, namesReply, verifyReply } from './household.ts';
import { judge, type SignedCall, type Verdict } from './signature-check.ts';

export type HomeEndpoint = 'verify' | 'money' | 'category' | 'genre' | 'account';
export type ZaimEndpoint = 'request' | 'access' | HomeEndpoint;

/** How an endpoint misbehaves. `skip` good answers come first. */
export interface Fault {
  readonly kind: 'slow' | 'down' | 'html' | 'truncated' | 'status' | 'redirect' | 'unconfirmed' | 'odd';
  readonly status?: number;
  readonly ms?: number;
  readonly skip?: number;
}
export type Faults = Partial<Record<ZaimEndpoint, Fault>>;

export interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/html' | 'application/x-www-form-urlencoded';
  readonly body: string;
  readonly location?: string;
}

interface Pending {
  readonly secret: string;
  readonly callback: string;
  verifier?: string;
  user?: string;
}

const DAY_SECONDS = 86_400;
/** Whose household it is when a test does not say. */
export const ANYBODY = 'anybody';

/** One user with a household; what they allowed, and how calls for them go wrong. */
export class User {
  household: Household = EMPTY_HOUSEHOLD;
  mayRead = true;
  /** "Permanently accessible"; without it a token dies after 24 h. */
  isPermanent = true;
  /** Seconds by which tokens are older than they are. */
  tokensOlderSeconds = 0;
  /** Good calls by endpoint. */
  readonly calls: Partial<Record<ZaimEndpoint, number>> = {};
  readonly tokens = new Map<string, { readonly secret: string; readonly sinceSeconds: number }>();
  #faults: Faults = {};
  #skipped: Partial<Record<ZaimEndpoint, number>> = {};

  setFaults(faults: Faults): void {
    this.#faults = faults;
    this.#skipped = {};
  }

  /** The fault that is due at an endpoint now. */
  faultOf(endpoint: ZaimEndpoint): Fault | undefined {
    const fault = this.#faults[endpoint];
    const skipped = this.#skipped[endpoint] ?? 0;
    if (fault === undefined || skipped >= (fault.skip ?? 0)) return fault;
    this.#skipped[endpoint] = skipped + 1;
    return undefined;
  }

  secretOf(token: string, nowSeconds: number): string | undefined {
    const known = this.tokens.get(token);
    if (known === undefined || !this.mayRead) return undefined;
    const isOver = !this.isPermanent && nowSeconds - known.sinceSeconds + this.tokensOlderSeconds >= DAY_SECONDS;
    return isOver ? undefined : known.secret;
  }

  count(endpoint: ZaimEndpoint): void {
    this.calls[endpoint] = (this.calls[endpoint] ?? 0) + 1;
  }
}

export class Provider {
  consumer = { key: 'simulated-consumer', secret: 'simulated-consumer-word' };
  /** Why calls were refused. */
  readonly refused: string[] = [];
  /** Access tokens given out. */
  exchanges = 0;
  readonly #users = new Map<string, User>();
  readonly #pending = new Map<string, Pending>();
  readonly #seen = new Set<string>();

  user(name: string = ANYBODY): User {
    const known = this.#users.get(name) ?? new User();
    this.#users.set(name, known);
    return known;
  }

  /** Answers a call, or says how it goes wrong. */
  answer(endpoint: ZaimEndpoint, call: SignedCall): { readonly answer: Answer; readonly fault: Fault | undefined } {
    const verdict = this.#judge(endpoint, call);
    if (!verdict.ok) {
      this.refused.push(`${endpoint}: ${verdict.reason}`);
      return { answer: unauthorized(), fault: undefined };
    }
    if (endpoint === 'request') {
      this.user().count(endpoint);
      const answer = this.#issueRequestToken(verdict.parameters.get('oauth_callback'));
      return { answer, fault: this.user().faultOf(endpoint) };
    }
    const token = verdict.token ?? '';
    const user = this.#ownerOf(token);
    user.count(endpoint);
    const answer =
      endpoint === 'access'
        ? this.#exchange(token, verdict.parameters.get('oauth_verifier'))
        : homeReply(endpoint, user.household, new URL(call.url).searchParams);
    return { answer, fault: user.faultOf(endpoint) };
  }

  /** The page on which the user decides; undefined for a token that nobody was given. */
  consentPage(token: string): string | undefined {
    if (!this.#pending.has(token)) return undefined;
    const button = (decision: string) => `<button name="decision" value="${decision}">${decision}</button>`;
    return `<!doctype html><title>Zaim</title><form method="post"><input type="hidden" name="oauth_token" value="${token}">${button('allow')}${button('deny')}</form>`;
  }

  /** Where the browser goes after the decision. */
  decide(token: string, isAllowed: boolean, user = ANYBODY): string | undefined {
    const pending = this.#pending.get(token);
    if (pending === undefined) return undefined;
    const target = new URL(pending.callback);
    if (!isAllowed) {
      this.#pending.delete(token);
      target.searchParams.set('denied', token);
      return target.href;
    }
    pending.verifier = randomBytes(12).toString('hex');
    pending.user = user;
    target.searchParams.set('oauth_token', token);
    target.searchParams.set('oauth_verifier', pending.verifier);
    return target.href;
  }

  #ownerOf(token: string): User {
    const user = [...this.#users.values()].find(({ tokens }) => tokens.has(token));
    return user ?? this.user(this.#pending.get(token)?.user);
  }

  #judge(endpoint: ZaimEndpoint, call: SignedCall): Verdict {
    const nowSeconds = Math.floor(Date.now() / 1000);
    return judge(call, {
      consumer: this.consumer,
      needsToken: endpoint !== 'request',
      tokenSecretOf: (token) =>
        endpoint === 'access' ? this.#pending.get(token)?.secret : this.#ownerOf(token).secretOf(token, nowSeconds),
      nowSeconds,
      isFirstUse: (nonce, timestamp, token) => {
        const use = JSON.stringify([nonce, timestamp, token]);
        if (this.#seen.has(use)) return false;
        this.#seen.add(use);
        return true;
      },
    });
  }

  #issueRequestToken(callback: string | undefined): Answer {
    if (callback === undefined || !URL.canParse(callback)) return json(400, { error: true, message: 'no callback' });
    const [token, secret] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    this.#pending.set(token, { secret, callback });
    return form({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' });
  }

  #exchange(token: string, verifier: string | undefined): Answer {
    const pending = this.#pending.get(token);
    if (pending?.verifier === undefined || pending.verifier !== verifier) {
      this.refused.push('access: wrong verifier');
      return unauthorized();
    }
    this.#pending.delete(token);
    this.exchanges += 1;
    const [access, secret] = [`at-${randomBytes(16).toString('hex')}`, `as-${randomBytes(16).toString('hex')}`];
    this.user(pending.user).tokens.set(access, { secret, sinceSeconds: Math.floor(Date.now() / 1000) });
    return form({ oauth_token: access, oauth_token_secret: secret });
  }
}

function homeReply(endpoint: HomeEndpoint, household: Household, query: URLSearchParams): Answer {
  if (endpoint === 'verify') return json(200, verifyReply(household));
  if (query.get('mapping') !== '1') return json(400, { error: true, message: 'mapping is required' });
  if (endpoint !== 'money') return json(200, namesReply(endpoint, household));
  const reply = moneyReply(household, query);
  return typeof reply === 'string' ? json(400, { error: true, message: reply }) : json(200, reply);
}

function unauthorized(): Answer {
  return json(401, { error: true, message: 'CANARY-upstream-text' });
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function form(fields: Readonly<Record<string, string>>): Answer {
  return { status: 200, type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}
