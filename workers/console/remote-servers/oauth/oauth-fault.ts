/** Why a sign-in to a remote server did not come about. What the other side wrote stays out of it. */
import * as oauth from 'oauth4webapi';
import type { OAuthFault } from '../../../../shared/remote-servers.vocabulary.ts';
import { AppError } from '../../../kernel/errors.ts';
import { OutboundError } from '../../../kernel/outbound.ts';

const MESSAGES: Readonly<Record<OAuthFault, string>> = {
  denied: 'The sign-in was refused or broken off at the authorization server.',
  unknown_state: 'Nobody waits for this sign-in: it was used before, is too old, or began in another session.',
  no_metadata: 'The server does not say where to sign in (RFC 9728, RFC 8414).',
  unsafe_metadata: 'What the server says about signing in does not keep the rules: PKCE with S256, and names that fit.',
  no_registration:
    'The authorization server registers no clients by itself. Give the id of a client that was made there.',
  provider_error: 'The authorization server refused.',
  provider_unavailable: 'The authorization server does not answer as it should.',
};

export function oauthFault(fault: OAuthFault, cause?: unknown): AppError {
  const isRequests = fault === 'denied' || fault === 'unknown_state';
  return new AppError(isRequests ? 'bad_request' : 'upstream_failed', {
    message: MESSAGES[fault],
    details: { reason: fault },
    cause,
  });
}

/** A refused address stays what it is; all else becomes one of the faults. */
export function asOAuthFault(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof OutboundError) return oauthFault('provider_unavailable', thrown);
  if (thrown instanceof oauth.AuthorizationResponseError) {
    return oauthFault(thrown.error === 'access_denied' ? 'denied' : 'provider_error', thrown.message);
  }
  if (thrown instanceof oauth.ResponseBodyError) {
    return oauthFault(thrown.status >= 500 ? 'provider_unavailable' : 'provider_error', `status ${thrown.status}`);
  }
  return oauthFault('provider_unavailable', thrown);
}

/** Whether the authorization server said for good that a refresh token is no longer good (RFC 6749 §5.2). */
export function isInvalidGrant(thrown: unknown): boolean {
  return thrown instanceof oauth.ResponseBodyError && thrown.error === 'invalid_grant';
}
