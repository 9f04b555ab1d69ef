/**
 * Tokens of issuers that were taken back here: an issuer's token lives until its `exp`, whatever happens to its subject, so
 * what was issued before a subject was signed out everywhere is refused.
 */
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Demand, Freshness } from '../freshness/freshness.ts';
import { tokenError } from './token-faults.ts';

/**
 * @throws AppError `invalid_token` for a token that was taken back, or that does not say when it was issued; `unavailable`
 *   when it cannot be known as freshly as demanded.
 */
export async function requireNotTakenBack(
  { subject, issuedAtSeconds = 0 }: Principal,
  freshness: Pick<Freshness, 'epochOf'>,
  demand: Demand,
  waitUntil: WaitUntil,
): Promise<void> {
  const { validAfterMs } = await freshness.epochOf(subject, demand, waitUntil);
  // A second has a thousand milliseconds: one that may have been issued before is refused too.
  if (validAfterMs !== undefined && issuedAtSeconds * 1000 < validAfterMs) throw tokenError('taken_back');
}
