/** What each error code means to a player, in English. */
import type { ClientErrorCode } from '../../../shared/client.ts';

export const errorTextsEn = {
  bad_request: 'The server did not understand this page. Reloading may bring a newer version.',
  invalid_token: 'The server does not accept this round any more.',
  token_expired: 'This round has expired.',
  not_signed_in: 'Sign in first.',
  step_up_required: 'This needs a sign-in with a second factor.',
  conflict: 'This does not fit what is there already.',
  forbidden: 'The server does not allow this.',
  not_found: 'The server does not know this.',
  method_not_allowed: 'The server did not understand this page. Reloading may bring a newer version.',
  already_answered: 'This question was already answered differently.',
  idempotency_key_reused: 'This was sent before with other content.',
  payload_too_large: 'The request was too large for the server.',
  unsupported_media_type: 'The server did not understand this page. Reloading may bring a newer version.',
  insufficient_inventory: 'There are not enough questions for these filters.',
  rate_limited: 'Too many requests in a short time.',
  internal_error: 'Something went wrong on the server.',
  no_questions: 'No questions are published at the moment.',
  unavailable: 'The server cannot answer at the moment.',
  network: 'The server could not be reached.',
  unreadable: 'The answer of the server could not be read.',
} satisfies Record<ClientErrorCode, string>;
