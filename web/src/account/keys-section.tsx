/** One's own API keys. */
import type { MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { focusOn } from '../desk/focus.ts';
import { CreateKeyForm } from '../keys/create-key-form.tsx';
import { KeyRow } from '../keys/key-row.tsx';
import { keyText } from '../keys/key-texts.ts';
import { MADE_KEY_ID, MadeKeyNotice } from '../keys/made-key-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { keysApi, madeKey, noticeFault, ownKeys } from './account-state.ts';
import { accountText } from './account-texts.ts';

const TITLE_ID = 'keys-title';

export function KeysSection() {
  const t = accountText.value.keys;
  const list = ownKeys.value.value?.keys;
  return (
    <section class="stack-tight" aria-labelledby={TITLE_ID}>
      <h2 id={TITLE_ID} tabIndex={-1}>
        {t.title}
      </h2>
      <p class="quiet">{t.lead}</p>
      {madeKey.value !== undefined && <MadeKeyNotice secret={madeKey.value} onStored={forgetSecret} />}
      <FaultNotice error={ownKeys.error.value} onRetry={() => void ownKeys.load()} />
      {list === undefined && ownKeys.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {list?.length === 0 && <p>{t.none}</p>}
      {list !== undefined && list.length > 0 && (
        <ul class="rows" aria-labelledby={TITLE_ID}>
          {list.map((key) => (
            <KeyRow key={key.id} apiKey={key} api={keysApi} onMade={show} onRevoked={revoked} onError={noticeFault} />
          ))}
        </ul>
      )}
      {list !== undefined && <CreateKeyForm api={keysApi} onMade={show} onError={noticeFault} />}
    </section>
  );
}

function show({ key }: MadeKeyReply): void {
  madeKey.value = key;
  announce(keyText.peek().made);
  focusOn(MADE_KEY_ID);
  void ownKeys.load();
}

function forgetSecret(): void {
  madeKey.value = undefined;
  focusOn(TITLE_ID);
}

function revoked(name: string): void {
  announce(keyText.peek().revoked(name));
  focusOn(TITLE_ID);
  void ownKeys.load();
}
