/** One call for the product numbers. Never throws: a failure is a value that the page has a text for. */

import { TELEMETRY_NUMBERS_ROUTE } from '../../../shared/telemetry.vocabulary.ts';
import type { TelemetryNumbers } from '../../../shared/telemetry-numbers.schema.ts';

/** Days as `YYYY-MM-DD`; empty for the server's choice. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** `refused`: without the right token the address is not there. `days`: the range is turned round or too long. */
export type Fault = 'refused' | 'days' | 'unavailable' | 'unreachable';
export type DoFetch = (address: string, init: RequestInit) => Promise<Response>;
export type Fetched = { readonly numbers: TelemetryNumbers } | { readonly fault: Fault };

const TIMEOUT_MS = 15_000;
const FAULTS: Readonly<Record<number, Fault>> = { 400: 'days', 404: 'refused' };

/** @param doFetch The browser's own outside of tests. */
export async function fetchNumbers(token: string, { from, to }: Days, doFetch: DoFetch): Promise<Fetched> {
  const query = new URLSearchParams(Object.entries({ from, to }).filter(([, day]) => day !== ''));
  try {
    const response = await doFetch(`${TELEMETRY_NUMBERS_ROUTE.path}?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return { fault: FAULTS[response.status] ?? 'unavailable' };
    return { numbers: (await response.json()) as TelemetryNumbers };
  } catch {
    // No answer, or one that is not ours; a token that no header can carry ends here, too.
    return { fault: 'unreachable' };
  }
}
