/** Why a change of rules is refused: told by pure code as a value, and turned into an answer in one place. */
import type { ErrorCode } from '../../../shared/errors.ts';
import { AppError } from '../../kernel/errors.ts';

type Reason =
  | 'expiry'
  | 'range'
  | 'not_there'
  | 'revision'
  | 'too_many'
  | 'unknown_role'
  | 'in_use'
  | 'system_role'
  | 'cycle'
  | 'too_deep'
  | 'contradiction';

interface Refusal {
  readonly reason: Reason;
  /** Public: for the operator who sent the change. */
  readonly message: string;
  /** RFC 6901, into the body of the change. */
  readonly pointer?: string;
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export function done<Value>(value: Value): Outcome<Value> {
  return { ok: true, value };
}

export function refused(reason: Reason, message: string, pointer?: string): Outcome<never> {
  return { ok: false, refusal: { reason, message, ...(pointer === undefined ? {} : { pointer }) } };
}

/** @throws AppError `bad_request`, `not_found` or `conflict` with the reason in one word. */
export function required<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  const { reason, message, pointer } = outcome.refusal;
  throw new AppError(codeOf(reason), { message, details: { reason, ...(pointer === undefined ? {} : { pointer }) } });
}

function codeOf(reason: Reason): ErrorCode {
  switch (reason) {
    case 'expiry':
    case 'range':
      return 'bad_request';
    case 'not_there':
      return 'not_found';
    case 'revision':
    case 'too_many':
    case 'unknown_role':
    case 'in_use':
    case 'system_role':
    case 'cycle':
    case 'too_deep':
    case 'contradiction':
      return 'conflict';
  }
}
