/**
 * What sessions keep sealed, as an operator rotates keys. It is in no backup: a session lives for a day at most, its
 * container would not come back with it, and a private key that is nowhere else cannot be lost elsewhere.
 */
import { AppError } from '../../kernel/errors.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import { SESSION_RECORDS } from './session-records.ts';
import type { Sessions } from './sessions.ts';

export function gatewaySessionsSealed(sessions: Sessions): SealedHolder {
  return {
    name: SESSION_RECORDS,
    census: () => sessions.census(),
    sweep: () => sessions.sweep(),
    export: async () => [],
    import: () =>
      Promise.reject(
        new AppError('bad_request', { message: 'The request is not valid: gateway sessions are in no backup.' }),
      ),
  };
}
