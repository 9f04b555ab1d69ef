/** The fields of a server's settings, for an install and for a change. */
import { CodeField, SelectField, TextField } from '../../desk/fields.tsx';
import { RowsField } from '../../desk/rows-field.tsx';
import { ReferencePicker } from '../secrets/reference-picker.tsx';
import { type Draft, faultIn, type Variable } from './server-draft.ts';
import { serversText } from './servers-texts.ts';

const VARIABLES_MAX = 100;
const ROWS_MAX = 16;
const RESTARTS = ['unless-stopped', 'on-failure', 'always', 'no'] as const;
const BLANK_VARIABLE: Variable = { name: '', value: '', isNoSecret: false };

interface SettingsFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

export function SettingsFields({ draft, onChange }: SettingsFieldsProps) {
  const t = serversText.value;
  const fault = faultIn(draft);
  const put = (change: Partial<Draft>): void => onChange({ ...draft, ...change });
  return (
    <>
      <TextField
        label={t.image}
        value={draft.image}
        onInput={(image) => put({ image })}
        hint={t.imageHint}
        fault={fault === 'image' ? t.imageWrong : undefined}
        required
        maxLength={456}
        code
      />
      <RowsField
        legend={t.variables}
        hint={t.variablesHint}
        items={draft.env}
        blank={BLANK_VARIABLE}
        max={VARIABLES_MAX}
        onChange={(env) => put({ env })}
        add={t.addVariable}
        remove={t.removeVariable}
        row={(variable, change) => (
          <div class="variable-row">
            <TextField
              label={t.variable}
              value={variable.name}
              onInput={(name) => change({ ...variable, name })}
              maxLength={128}
              code
            />
            <ReferencePicker
              label={t.value(variable.name)}
              value={variable.value}
              onInput={(value) => change({ ...variable, value })}
              hint={variable.about === '' ? undefined : variable.about}
              required={variable.isRequired === true}
              maxLength={4096}
            />
            <Tick
              label={t.notSecret}
              isOn={variable.isNoSecret}
              onChange={(isNoSecret) => change({ ...variable, isNoSecret })}
            />
          </div>
        )}
      />
      {fault === 'twice' && <p class="entry-fault">{t.twice}</p>}
      <CodeField label={t.args} value={draft.args} onInput={(args) => put({ args })} hint={t.argsHint} rows={3} />
      <RowsField
        legend={t.published}
        hint={t.publishedHint}
        items={draft.ports}
        blank={{ container: '', host: '' }}
        max={ROWS_MAX}
        onChange={(ports) => put({ ports })}
        add={t.addPort}
        remove={t.removePort}
        row={(port, change) => (
          <>
            <TextField
              label={t.containerPort}
              value={port.container}
              onInput={(container) => change({ ...port, container: digits(container) })}
              code
            />
            <TextField
              label={t.hostPort}
              value={port.host}
              onInput={(host) => change({ ...port, host: digits(host) })}
              code
            />
          </>
        )}
      />
      <RowsField
        legend={t.volumes}
        hint={t.volumesHint}
        items={draft.volumes}
        blank={{ volume: '', path: '' }}
        max={ROWS_MAX}
        onChange={(volumes) => put({ volumes })}
        add={t.addVolume}
        remove={t.removeVolume}
        row={(mount, change) => (
          <>
            <TextField label={t.volume} value={mount.volume} onInput={(volume) => change({ ...mount, volume })} code />
            <TextField label={t.path} value={mount.path} onInput={(path) => change({ ...mount, path })} code />
          </>
        )}
      />
      <details>
        <summary>{t.limits}</summary>
        <div class="form-line">
          <TextField
            label={t.cpus}
            value={draft.cpus}
            onInput={(cpus) => put({ cpus: cpus.replace(/[^0-9.]/g, '') })}
            code
          />
          <TextField
            label={t.memory}
            value={draft.memoryMebibytes}
            onInput={(text) => put({ memoryMebibytes: digits(text) })}
            code
          />
          <SelectField
            label={t.restartPolicy}
            value={draft.restart}
            onInput={(restart) => put({ restart: restart as Draft['restart'] })}
            options={RESTARTS.map((value) => ({ value, label: t.restartPolicies[value] }))}
          />
          <TextField label={t.network} value={draft.network} onInput={(network) => put({ network })} code />
        </div>
        <Tick label={t.readOnly} isOn={draft.isRootReadOnly} onChange={(isRootReadOnly) => put({ isRootReadOnly })} />
      </details>
    </>
  );
}

interface TickProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Tick({ label, isOn, onChange }: TickProps) {
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}
    </label>
  );
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}
