/** Words of the Zaim connection that the Worker, its page and the tests agree in. No dependencies. */

/** Why a connection did not come about, as `?error=` of the page `/zaim/` says it. */
export const CONNECT_ERRORS = [
  /** The user said no at Zaim. */
  'denied',
  /** Zaim came back without a token or a verifier. Also answered 400. */
  'missing_parameters',
  /** Nobody waits for this: too late, used before, or begun in another browser. Also answered 400. */
  'unknown_request',
  /** Zaim does not accept our application: key, secret or clock are wrong. */
  'application_refused',
  /** Zaim does not confirm our callback address. */
  'callback_unconfirmed',
  /** Zaim does not answer, or not as it should. */
  'zaim_unavailable',
  /** Zaim refused to hand over the access token. */
  'exchange_refused',
  /** It is not known whether Zaim handed over a token; asking again would not help, connecting again does. */
  'exchange_unclear',
  /** There are as many accounts as there may be. */
  'too_many_accounts',
  /** Our own storage did not answer. */
  'unavailable',
] as const;
export type ConnectError = (typeof CONNECT_ERRORS)[number];

/** Why the last fetch brought nothing. */
export const FETCH_FAILURES = [
  'unauthorized',
  'unreachable',
  'timeout',
  'redirect',
  'too_large',
  'status',
  'malformed',
  'truncated',
  'budget',
  'sealed',
] as const;
export type FetchFailure = (typeof FETCH_FAILURES)[number];

export const PERIODS = ['today', 'this_month', 'last_month'] as const;
export type Period = (typeof PERIODS)[number];

export const MODES = ['payment', 'income', 'transfer'] as const;
export type Mode = (typeof MODES)[number];

/** Why a row counts in no sum. */
export const SKIP_REASONS = ['currency', 'inactive', 'malformed'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Whose name a household gives its account here: it becomes the label `account` of every series. */
export const ACCOUNT_LABEL = /^[a-z][a-z0-9-]{0,30}$/;
export const ACCOUNT_LABEL_DEFAULT = 'home';
/** Every scrape asks each of them. */
export const ACCOUNTS_MAX = 16;
