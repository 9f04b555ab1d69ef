/**
 * What can go wrong on the way through the provider, as errors. A person in a browser is taken to the account page, which
 * explains the reason; everybody else gets the one error shape with the reason in `details`.
 */
import { ACCOUNT_PATH, type SignInFault } from '../../../shared/auth.vocabulary.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { AppError, toAppError } from '../../kernel/errors.ts';

const ANSWERS: Readonly<Record<SignInFault, { readonly code: ErrorCode; readonly message: string }>> = {
  sign_in_expired: { code: 'bad_request', message: 'This sign-in has expired or was used before. Begin again.' },
  other_browser: { code: 'forbidden', message: 'This sign-in was begun in another browser. Begin again in this one.' },
  denied: { code: 'forbidden', message: 'The sign-in was refused.' },
  provider_unavailable: { code: 'unavailable', message: 'The sign-in provider does not answer. Try again later.' },
  implicit_refused: {
    code: 'bad_request',
    message: 'The provider answered with tokens in the address. Only the authorization code flow is taken.',
  },
  sign_in_failed: { code: 'forbidden', message: 'What the provider answered could not be accepted. Begin again.' },
  step_up_failed: { code: 'step_up_required', message: 'The provider did not confirm who you are anew.' },
  not_configured: { code: 'unavailable', message: 'No sign-in provider is configured.' },
};

/** A provider that was silent a moment ago is hardly back in a second. */
const RETRY = { 'Retry-After': '5' };

/** @param cause For the log only. */
export function signInFault(reason: SignInFault, cause?: unknown): AppError {
  const { code, message } = ANSWERS[reason];
  const headers = code === 'unavailable' ? RETRY : {};
  return new AppError(code, { message, details: { reason }, headers, cause });
}

/** The reason or, for errors of the house, their code. */
export function reasonOf(thrown: unknown): string {
  const { code, details } = toAppError(thrown);
  return details?.reason ?? code;
}

/** Whether a browser is going to show the answer as a page. */
export function isNavigation(request: Request): boolean {
  const mode = request.headers.get('Sec-Fetch-Mode');
  // Browsers of some years ago do not say it.
  return mode === 'navigate' || (mode === null && (request.headers.get('Accept') ?? '').includes('text/html'));
}

/** The page that explains what happened. */
export function faultAddress(thrown: unknown, publicUrl: string): string {
  return `${publicUrl}${ACCOUNT_PATH}?error=${encodeURIComponent(reasonOf(thrown))}`;
}
