/** What the object of an account knows about its connection and its fetches; one row, with a version. */
import * as z from 'zod';
import { FETCH_FAILURES, type FetchFailure } from '../../../shared/zaim.vocabulary.ts';
import type { PeriodSums } from '../collect/periods.ts';
import { CUT_OFF_MS, LIMITED_ACCESS_MS, PERMANENT_PROOF_MS } from '../zaim.constants.ts';

/** Times are milliseconds since the Unix epoch. */
export const accountState = z.strictObject({
  version: z.literal(1),
  label: z.string(),
  connectedMs: z.int(),
  /** False after Zaim refused the token, until it accepts it again. */
  isAuthenticated: z.boolean(),
  /** True once the token worked for longer than a limited one would. */
  isProvenPermanent: z.boolean(),
  lastAttemptMs: z.int().optional(),
  lastSuccessMs: z.int().optional(),
  nextFetchMs: z.int(),
  /** True from the begin of a fetch to its end: an object that wakes up with it was cut off. */
  isFetching: z.boolean(),
  failures: z.int(),
  failure: z.enum(FETCH_FAILURES).optional(),
  /** Calls that the last whole fetch took. */
  callsOfFetch: z.int(),
});

export type AccountState = Readonly<z.infer<typeof accountState>>;

/** What a scrape and the page are told. */
export interface AccountReport {
  readonly state: AccountState;
  readonly access: Access;
  readonly calls: { readonly used: number; readonly budget: number };
  readonly mayFetchMs: number;
  readonly fetched:
    | {
        readonly pages: number;
        readonly rows: number;
        readonly currency: string;
        readonly skipped: Readonly<Record<'currency' | 'inactive' | 'malformed', number>>;
      }
    | undefined;
  readonly periods: readonly PeriodSums[];
}

export type Access = { readonly kind: 'permanent' } | { readonly kind: 'limited'; readonly endsMs: number };

/** @param isRegisteredPermanent Whether our application was registered with "permanently accessible". */
export function accessOf(state: AccountState, isRegisteredPermanent: boolean): Access {
  return isRegisteredPermanent || state.isProvenPermanent
    ? { kind: 'permanent' }
    : { kind: 'limited', endsMs: state.connectedMs + LIMITED_ACCESS_MS };
}

export function connectedState(label: string, nowMs: number): AccountState {
  return {
    version: 1,
    label,
    connectedMs: nowMs,
    isAuthenticated: true,
    isProvenPermanent: false,
    nextFetchMs: nowMs,
    isFetching: false,
    failures: 0,
    callsOfFetch: 0,
  };
}

/** A fetch begins. Should nobody end it, the next one is due when it is given up. */
export function atBegin(state: AccountState, startedMs: number): AccountState {
  return { ...state, isFetching: true, lastAttemptMs: startedMs, nextFetchMs: startedMs + CUT_OFF_MS };
}

export function afterSuccess(state: AccountState, startedMs: number, calls: number): AccountState {
  const { failure: _, ...kept } = state;
  const isProven = startedMs - state.connectedMs > LIMITED_ACCESS_MS + PERMANENT_PROOF_MS;
  return {
    ...kept,
    isFetching: false,
    isAuthenticated: true,
    isProvenPermanent: state.isProvenPermanent || isProven,
    lastSuccessMs: startedMs,
    failures: 0,
    callsOfFetch: calls,
  };
}

export function afterFailure(state: AccountState, failure: FetchFailure): AccountState {
  const isAuthenticated = failure === 'unauthorized' ? false : state.isAuthenticated;
  return { ...state, isFetching: false, isAuthenticated, failures: state.failures + 1, failure };
}
