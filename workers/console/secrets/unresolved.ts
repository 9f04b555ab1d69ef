/** What becomes of a reference that leads nowhere: an error that names the reference and never a value. */
import { formatReference, type SecretReference } from '../../../shared/secret-references.ts';
import { UNRESOLVED, type UnresolvedReason } from '../../../shared/secrets.vocabulary.ts';
import { AppError } from '../../kernel/errors.ts';

/** Thrown by providers. The cause stays inside. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
  readonly reason: UnresolvedReason;

  constructor(reason: UnresolvedReason, cause?: unknown) {
    super(`a secret could not be had: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** A provider that does not answer may do so at the next try: that is told as such, and a job tries again. */
export function unresolvedError(reference: SecretReference, reason: UnresolvedReason, cause?: unknown): AppError {
  const { problem, remedy } = UNRESOLVED[reason];
  return new AppError(reason === 'unreachable' ? 'upstream_failed' : 'secret_unresolved', {
    message: `${formatReference(reference)} could not be resolved. ${problem} ${remedy}`,
    details: { reason },
    cause,
  });
}

/** For a job or a request whose session is over: nothing is resolved for it any more. */
export function sessionEnded(): AppError {
  return new AppError('not_signed_in', {
    message: 'The session that asked for these secrets has ended. Sign in and start again.',
    details: { reason: 'session_ended' },
  });
}
