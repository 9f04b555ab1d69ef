/** What became of an attempt to connect, as the address says it when the browser comes back. Pure. */
import { ACCOUNT_LABEL, CONNECT_ERRORS } from '../../../shared/zaim.vocabulary.ts';

/** Besides the codes of the server, anything else that stands there: somebody else's words are not shown. */
export const OUTCOME_ERRORS = [...CONNECT_ERRORS, 'unknown'] as const;
export type OutcomeError = (typeof OUTCOME_ERRORS)[number];

/** That an account is connected is a claim: anybody can write a link. The page believes the server alone. */
export type Outcome = { readonly kind: 'connected'; readonly account: string } | { readonly kind: OutcomeError };

interface Place {
  readonly pathname: string;
  readonly search: string;
}

/**
 * Reads the outcome once and leaves the bare address, so that a reload or a bookmark does not repeat it.
 *
 * @param replaceAddress Gets the address without query and fragment.
 */
export function takeOutcome(place: Place, replaceAddress: (address: string) => void): Outcome | undefined {
  const query = new URLSearchParams(place.search);
  const [error, account] = [query.get('error'), query.get('connected')];
  if (error === null && account === null) return undefined;
  replaceAddress(place.pathname);
  if (error !== null) return { kind: OUTCOME_ERRORS.find((known) => known === error) ?? 'unknown' };
  return account !== null && ACCOUNT_LABEL.test(account) ? { kind: 'connected', account } : undefined;
}
