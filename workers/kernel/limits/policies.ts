/**
 * The one table of rate limits. Who wants another number for a while sets an override (docs/limits.md); who wants it for
 * good changes it here. A policy never costs more than it allows: the tests hold the table to that.
 */
import type { LimitMode, PolicyName } from '../../../shared/limits.vocabulary.ts';

/**
 * What is counted apart: `client` = `X-Client-Id` within an address, `address` = the caller's address (IPv6 by /64),
 * `round` = the round of a verified token, `api_key` = the API key of a call,
 * `service` = the subject that asks for decisions.
 */
export type LimitKeyKind = 'client' | 'address' | 'round' | 'api_key' | 'service';

export interface Policy {
  readonly key: LimitKeyKind;
  /** Units that any rolling window may hold. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly mode: LimitMode;
  /** Units that one request takes. */
  readonly cost: number;
  /** When the counter cannot be reached: `open` counts in this isolate alone, `closed` answers 503. */
  readonly onFailure: 'open' | 'closed';
}

export const POLICIES = {
  /**
   * Stands behind every client-keyed limit, because a caller chooses its own client id. A busy player makes about six
   * limited requests a minute (filters, a start, telemetry), so 600 is a school of 100 players behind one address.
   */
  address: { key: 'address', limit: 600, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'open' },
  /** Nobody starts rounds in a row; a double click is refused and repeated a second later. */
  start: { key: 'client', limit: 1, windowSeconds: 1, mode: 'enforce', cost: 1, onFailure: 'open' },
  /** Browsers keep the manifest for five minutes and then get a 304, which is free. */
  manifest: { key: 'client', limit: 1, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'open' },
  /** Pages send events in batches; one unit is one batch. */
  telemetry: { key: 'client', limit: 100, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'open' },
  /**
   * Answers of a round, repeats included. Counted by the round ledger in the same turn as the answer; without the ledger
   * there is no answer, so it is closed.
   */
  next: { key: 'round', limit: 10, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'closed' },
  /** A sign-in takes two units: its beginning and its return from the provider. */
  sign_in: { key: 'address', limit: 10, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'closed' },
  /**
   * Calls with one API key, wherever they come from: 12,000 a minute. A busy service asks for every request of its own, so it
   * is counted behind the answer, and over a second, which needs no store.
   */
  api_key: { key: 'api_key', limit: 200, windowSeconds: 1, mode: 'enforce', cost: 1, onFailure: 'open' },
  /** Decisions, one unit each, also within a batch. Taken ahead by isolates (access/decisions/decision-budget.ts). */
  decision: { key: 'service', limit: 10_000, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'open' },
  /** Calls of the console's pages. A page that watches asks every few seconds; a person may have several open. */
  console: { key: 'address', limit: 600, windowSeconds: 60, mode: 'enforce', cost: 1, onFailure: 'open' },
} as const satisfies Record<PolicyName, Policy>;
