/** The door in front of everything that is stored as a setting: no secret comes through, only references to secrets. */
import { type SecretReason, secretsIn } from '../../../shared/config-secrets.ts';
import { AppError } from '../../kernel/errors.ts';

const POINTER_CHARS_MAX = 128;

const WHY: Readonly<Record<SecretReason, string>> = {
  known_format: 'it has the format of a well-known secret.',
  secret_name: 'its name says so. If it is none, send {"value": "…", "not_secret": true} in its place.',
  looks_random: 'it looks random. If it is none, send {"value": "…", "not_secret": true} in its place.',
};

/**
 * For the settings of servers and gateways: variables, arguments, headers, whatever is written down as it comes.
 *
 * @param value What a schema let through: it bounds size and depth.
 * @param pointer RFC 6901 JSON Pointer to the value in the request.
 * @throws AppError `secret_refused` with `details.pointer` and `details.reason`: `known_format`, `secret_name` or `looks_random`.
 */
export function requireNoSecrets(value: unknown, pointer = ''): void {
  const [fault] = secretsIn(value, pointer);
  if (fault === undefined) return;
  throw new AppError('secret_refused', {
    message: `This looks like a secret: ${WHY[fault.reason]} Keep secrets in your vault, and write a reference here: {{ bw:item:field }}.`,
    details: { pointer: fault.pointer.slice(0, POINTER_CHARS_MAX), reason: fault.reason },
  });
}
