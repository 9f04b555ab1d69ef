/** Rows of settings: a name, a value that may be a reference, and a mark for what only looks like a secret. */
import type { ConfigProblem } from '../../../../shared/gateway-config.schema.ts';
import { TextField } from '../../desk/fields.tsx';
import { RowsField } from '../../desk/rows-field.tsx';
import { ReferencePicker } from '../secrets/reference-picker.tsx';
import { BLANK_ROW, type SettingRow, settingPointer } from './config-draft.ts';
import { configText } from './config-texts.ts';
import { faultAt } from './problem-text.ts';

const SETTINGS_MAX = 100;
const VALUE_CHARS_MAX = 4096;

interface SettingRowsProps {
  readonly legend: string;
  readonly nameLabel: string;
  readonly add: string;
  readonly remove: (position: string) => string;
  readonly rows: readonly SettingRow[];
  readonly onChange: (rows: readonly SettingRow[]) => void;
  /** Of the object that the settings are members of. */
  readonly pointer: string;
  readonly problems: readonly ConfigProblem[];
}

export function SettingRows({ legend, nameLabel, add, remove, rows, onChange, pointer, problems }: SettingRowsProps) {
  const t = configText.value;
  return (
    <RowsField
      legend={legend}
      items={rows}
      blank={BLANK_ROW}
      max={SETTINGS_MAX}
      onChange={onChange}
      add={add}
      remove={remove}
      row={(row, change) => (
        <>
          <TextField
            label={nameLabel}
            value={row.name}
            onInput={(name) => change({ ...row, name })}
            maxLength={128}
            code
          />
          <ReferencePicker
            label={row.name.trim() === '' ? t.value : t.valueOf(row.name.trim())}
            value={row.value}
            fault={faultAt(problems, settingPointer(pointer, row.name))}
            onInput={(value) => change({ ...row, value })}
            maxLength={VALUE_CHARS_MAX}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={row.isMarked}
              onChange={(event) => change({ ...row, isMarked: event.currentTarget.checked })}
            />
            <span>{t.notSecret}</span>
          </label>
        </>
      )}
    />
  );
}
