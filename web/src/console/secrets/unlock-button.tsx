/** Unlocks a vault: on its card, and where somebody finds it locked while they choose a secret. */
import { useState } from 'preact/hooks';
import type { ApiError } from '../../../../shared/client.ts';
import type { ProviderStateReply, ProviderView } from '../../../../shared/secrets.schema.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { SecretField } from '../../desk/fields.tsx';
import { noticeFault } from '../console-state.ts';
import { reasonText } from './refusals.ts';
import { secretsApi } from './secrets-api.ts';
import { secretsText } from './secrets-texts.ts';

interface UnlockProps {
  readonly provider: ProviderView['provider'];
  readonly name: string;
  readonly learned: (reply: ProviderStateReply) => void;
}

/** The password lives in the field until it was sent, and nowhere else. */
export function UnlockButton({ provider, name, learned }: UnlockProps) {
  const t = secretsText.value;
  const [password, setPassword] = useState('');
  const refusal = (error: ApiError): string | undefined =>
    error.details?.reason === 'wrong_password' ? t.wrongPassword : reasonText(error);
  return (
    <ConfirmButton
      kind="ordinary"
      label={t.unlock}
      spoken={t.actionFor(t.unlock, name)}
      question={t.actionFor(t.unlock, name)}
      yes={t.unlock}
      work={() => secretsApi.unlock(provider, password).finally(() => setPassword(''))}
      done={learned}
      onError={noticeFault}
      refusal={refusal}
    >
      <SecretField label={t.password} hint={t.passwordHint} value={password} onInput={setPassword} required />
    </ConfirmButton>
  );
}
