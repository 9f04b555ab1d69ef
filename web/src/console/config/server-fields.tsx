/** One server of the gateway in the form. */
import type { ConfigProblem } from '../../../../shared/gateway-config.schema.ts';
import { CodeField, TextField } from '../../desk/fields.tsx';
import { isJsonObject, type ServerDraft } from './config-draft.ts';
import { configText } from './config-texts.ts';
import { faultAt } from './problem-text.ts';
import { SettingRows } from './setting-rows.tsx';

interface ServerFieldsProps {
  /** From 1, for the reader. */
  readonly position: string;
  /** Where it stands in the request. */
  readonly pointer: string;
  readonly server: ServerDraft;
  readonly problems: readonly ConfigProblem[];
  readonly onChange: (server: ServerDraft) => void;
  readonly onRemove: () => void;
}

export function ServerFields({ position, pointer, server, problems, onChange, onRemove }: ServerFieldsProps) {
  const t = configText.value;
  const change = (changed: Partial<ServerDraft>): void => onChange({ ...server, ...changed });
  const rows = `${pointer}/config/env`;
  const beside = problems.filter(
    ({ pointer: at }) => at.startsWith(`${pointer}/config/`) && !isInRows(at, rows, server),
  );
  return (
    <li class="row">
      <fieldset class="field stack-tight">
        <legend>{server.name.trim() === '' ? t.server(position) : server.name}</legend>
        <div class="form-line">
          <TextField
            label={t.name}
            value={server.name}
            fault={faultAt(problems, `${pointer}/name`)}
            onInput={(name) => change({ name })}
            maxLength={128}
            required
          />
          <TextField
            label={t.container}
            hint={t.containerHint}
            value={server.containerId}
            fault={faultAt(problems, `${pointer}/container_id`)}
            onInput={(containerId) => change({ containerId })}
            maxLength={128}
            required
            code
          />
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={server.isEnabled}
            onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
          />
          <span>{t.enabled}</span>
        </label>
        <SettingRows
          legend={t.variables}
          nameLabel={t.variable}
          add={t.addVariable}
          remove={t.removeVariable}
          rows={server.env}
          onChange={(env) => change({ env })}
          pointer={rows}
          problems={problems}
        />
        <CodeField
          label={t.others}
          hint={t.othersHint}
          rows={server.others === '' ? 2 : 6}
          value={server.others}
          fault={isJsonObject(server.others) ? faultAt(beside, `${pointer}/config`) : t.noObject}
          onInput={(others) => change({ others })}
        />
        <div class="actions">
          <button
            type="button"
            class="button button-quiet"
            aria-label={t.removeServer(server.name.trim() === '' ? position : server.name)}
            onClick={onRemove}
          >
            {t.remove}
          </button>
        </div>
      </fieldset>
    </li>
  );
}

function isInRows(at: string, rows: string, { env }: ServerDraft): boolean {
  return env.some(({ name }) => name.trim() !== '' && at.startsWith(`${rows}/${name.trim()}`));
}
