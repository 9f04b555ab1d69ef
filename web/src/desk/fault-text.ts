/** What a refusal means on the pages of people who sign in, where the common text of its code does not say it. Pure. */
import type { ApiError } from '../../../shared/client.ts';
import type { Dictionary } from './desk-texts.ts';

/**
 * @param fields Names of the fields by the beginning of their JSON Pointer, such as `/name`.
 * @returns undefined where the common text of the code will do.
 */
export function faultText(
  { code, details }: Pick<ApiError, 'code' | 'details'>,
  fields: Readonly<Record<string, string>>,
  t: Dictionary,
): string | undefined {
  switch (code) {
    case 'bad_request': {
      const pointer = details?.pointer;
      if (pointer === undefined || pointer === '') return t.badRequest;
      const field = Object.keys(fields).find((path) => pointer === path || pointer.startsWith(`${path}/`));
      return field === undefined ? t.badPlace(pointer) : t.badField(fields[field] ?? pointer);
    }
    case 'invalid_token':
      return t.invalidToken;
    case 'token_expired':
      return t.tokenExpired;
    case 'not_signed_in':
      return t.notSignedIn;
    case 'url_refused':
      return Object.entries(t.urlRefusals).find(([reason]) => reason === details?.reason)?.[1];
    default:
      return undefined;
  }
}
