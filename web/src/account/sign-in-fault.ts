/** Why a sign-in came back without a session, as the address says it. Pure. */
import { SIGN_IN_FAULTS } from '../../../shared/auth.vocabulary.ts';

/** Besides the reasons of the sign-in itself, the codes that its two routes may come back with. */
export const ACCOUNT_FAULTS = [
  ...SIGN_IN_FAULTS,
  'bad_request',
  'rate_limited',
  'unavailable',
  'internal_error',
  /** Anything else that stands there: somebody else's words are not shown. */
  'unknown',
] as const;
export type AccountFault = (typeof ACCOUNT_FAULTS)[number];

interface Place {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/**
 * Reads the fault once and takes the query out of the address, so that a reload or a bookmark does not repeat it.
 *
 * @param replaceAddress Gets the address without the query.
 */
export function takeFault(place: Place, replaceAddress: (address: string) => void): AccountFault | undefined {
  const said = new URLSearchParams(place.search).get('error');
  if (said === null) return undefined;
  replaceAddress(`${place.pathname}${place.hash}`);
  return ACCOUNT_FAULTS.find((fault) => fault === said) ?? 'unknown';
}
