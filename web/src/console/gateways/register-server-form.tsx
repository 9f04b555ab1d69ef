/** Registers a remote MCP server; filled in where somebody comes from the catalogue. */
import { useState } from 'preact/hooks';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault, place } from '../console-state.ts';
import { serverCalls, servers } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';

const BLANK = { name: '', endpoint: '' };

/** As in `#gateways/register/<address>/<name>`. */
function draftIn([part, endpoint = '', name = '']: readonly string[]): typeof BLANK {
  return part === 'register' ? { name, endpoint } : BLANK;
}

export function RegisterServerForm() {
  const [draft, setDraft] = useState(() => draftIn(place.value.names));
  const action = useAction(noticeFault);
  const t = gatewaysText.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void action.run(
      () => serverCalls.register(draft),
      ({ name }) => {
        setDraft(BLANK);
        announce(t.servers.added(name));
        void servers.load();
      },
    );
  };
  return (
    <form class="sheet form" onSubmit={submit} aria-label={t.servers.form}>
      <h4>{t.servers.form}</h4>
      <div class="form-line">
        <TextField
          label={t.name}
          value={draft.name}
          onInput={(name) => setDraft({ ...draft, name })}
          maxLength={80}
          required
        />
        <TextField
          label={t.servers.endpoint}
          hint={t.servers.endpointHint}
          value={draft.endpoint}
          onInput={(endpoint) => setDraft({ ...draft, endpoint })}
          maxLength={2048}
          required
          code
        />
      </div>
      <FaultNotice error={action.error} fields={{ '/name': t.name, '/endpoint': t.servers.endpoint }} />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? t.adding : t.add}
        </button>
      </div>
    </form>
  );
}
