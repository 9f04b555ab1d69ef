/**
 * What callers learn when a token does not count: that it has expired, when its signature was right; that nobody can tell
 * for now; otherwise nothing. The fault itself goes to the log.
 *
 * @see RFC 6750 §3.1 (`invalid_token`)
 */
import { AppError } from '../../kernel/errors.ts';
import type { ClaimFault } from './claims.ts';

export type TokenFault =
  | ClaimFault
  | 'malformed'
  | 'unknown_issuer'
  | 'algorithm'
  | 'type'
  | 'unknown_key'
  | 'signature'
  | 'keys_unavailable'
  | 'taken_back';

const CHALLENGE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** @param retryAfterSeconds For `keys_unavailable`: when it makes sense to ask again. */
export function tokenError(fault: TokenFault, retryAfterSeconds = 1): AppError {
  switch (fault) {
    case 'expired':
      return new AppError('token_expired', { message: 'The token has expired.', headers: CHALLENGE });
    case 'keys_unavailable':
      return new AppError('unavailable', { headers: { 'Retry-After': String(retryAfterSeconds) }, cause: fault });
    case 'malformed':
    case 'unknown_issuer':
    case 'algorithm':
    case 'type':
    case 'unknown_key':
    case 'signature':
    case 'claims_malformed':
    case 'issuer':
    case 'not_yet_valid':
    case 'audience':
    case 'client':
    case 'token_use':
    case 'scope':
    case 'nonce':
    case 'taken_back':
      return new AppError('invalid_token', { headers: CHALLENGE, cause: fault });
  }
}
