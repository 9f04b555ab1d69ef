/** Why the server refuses a change of rules, by the reason that it names. Pure. */
import type { ApiError } from '../../../../shared/client.ts';

/** @returns undefined where the code says enough, or the reason is not one of `texts`. */
export function refusalText(
  error: Pick<ApiError, 'details'> | undefined,
  texts: Readonly<Record<string, string>>,
): string | undefined {
  const reason = error?.details?.reason;
  return reason !== undefined && Object.hasOwn(texts, reason) ? texts[reason] : undefined;
}
