/** Registers an external gateway. */
import { useState } from 'preact/hooks';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { gatewayCalls, gateways } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';
import { TokenField } from './token-field.tsx';

const BLANK = { url: '', name: '', token: '' };

export function RegisterGatewayForm() {
  const [draft, setDraft] = useState(BLANK);
  const action = useAction(noticeFault);
  const t = gatewaysText.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void action.run(
      () => gatewayCalls.register(draft),
      ({ name }) => {
        setDraft(BLANK);
        announce(t.gateways.added(name));
        void gateways.load();
      },
    );
  };
  return (
    <form class="sheet form" onSubmit={submit} aria-label={t.gateways.form}>
      <h4>{t.gateways.form}</h4>
      <TextField
        label={t.gateways.url}
        hint={t.gateways.urlHint}
        value={draft.url}
        onInput={(url) => setDraft({ ...draft, url })}
        maxLength={2048}
        required
        code
      />
      <div class="form-line">
        <TextField
          label={t.name}
          hint={t.gateways.nameHint}
          value={draft.name}
          onInput={(name) => setDraft({ ...draft, name })}
          maxLength={80}
        />
        <TokenField
          label={t.gateways.token}
          hint={t.gateways.tokenHint}
          value={draft.token}
          onInput={(token) => setDraft({ ...draft, token })}
          maxLength={4096}
        />
      </div>
      <FaultNotice
        error={action.error}
        fields={{ '/url': t.gateways.url, '/name': t.name, '/token': t.gateways.token }}
      />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? t.adding : t.add}
        </button>
      </div>
    </form>
  );
}
