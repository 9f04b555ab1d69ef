/** What a refusal of the routes of the secrets means, where the common text of its code does not say it. */
import type { ApiError } from '../../../../shared/client.ts';
import type { UnresolvedReason } from '../../../../shared/secrets.vocabulary.ts';
import { secretsText } from './secrets-texts.ts';

export function reasonText(error: ApiError | undefined): string | undefined {
  const { unresolved } = secretsText.value;
  const reason = error?.details?.reason;
  return reason !== undefined && Object.hasOwn(unresolved, reason) ? unresolved[reason as UnresolvedReason] : undefined;
}
