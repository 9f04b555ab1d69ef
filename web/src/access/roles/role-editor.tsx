/** One role in its form: new, or with its revision so that nobody's change is overwritten unseen. */
import { useState } from 'preact/hooks';
import { PERMISSIONS_PER_ROLE_MAX } from '../../../../shared/access-admin.limits.ts';
import type { RoleReply } from '../../../../shared/access-admin.schema.ts';
import { TextField } from '../../desk/fields.tsx';
import { RowsField } from '../../desk/rows-field.tsx';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { accessApi, roleNames, roles } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { DeleteButton } from '../rules/delete-button.tsx';
import { PermissionFields } from '../rules/permission-fields.tsx';
import { BLANK_PERMISSION, BLANK_ROLE, roleBody, roleDraft } from '../rules/rule-forms.ts';
import { WriteForm } from '../rules/write-form.tsx';

export function RoleEditor({ stored: role }: { readonly stored: RoleReply | undefined }) {
  const [draft, setDraft] = useState(() => (role === undefined ? BLANK_ROLE : roleDraft(role)));
  const t = accessText.value.roles;
  const body = roleBody(draft);
  const name = draft.name.trim();
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{role === undefined ? t.create : t.edit(role.name)}</SectionTitle>
      <p>
        <a href={placeHash('roles')}>{t.back}</a>
      </p>
      <WriteForm
        label={role === undefined ? t.create : t.edit(role.name)}
        save={t.save}
        revision={role?.revision ?? 0}
        change={{ kind: 'put_role', name, role: body }}
        write={(about) => accessApi.putRole(name, { ...body, ...about })}
        done={() => leave(t.saved(name))}
        fields={{
          '/name': t.name,
          '/precedence': t.precedence,
          '/parents': t.parents,
          '/permissions': t.permissions,
        }}
      >
        <div class="form-line">
          <TextField
            label={t.name}
            hint={t.nameHint}
            value={draft.name}
            onInput={(typed) => setDraft({ ...draft, name: typed })}
            readOnly={role !== undefined}
            maxLength={32}
            required
            code
          />
          <TextField
            label={t.precedence}
            hint={t.precedenceHint}
            value={draft.precedence}
            onInput={(precedence) => setDraft({ ...draft, precedence })}
            required
            code
          />
        </div>
        <ParentsField own={draft.name} chosen={draft.parents} onChange={(parents) => setDraft({ ...draft, parents })} />
        <RowsField
          legend={t.permissions}
          hint={t.patternHint}
          items={draft.permissions}
          blank={BLANK_PERMISSION}
          max={PERMISSIONS_PER_ROLE_MAX}
          onChange={(permissions) => setDraft({ ...draft, permissions })}
          add={t.addPermission}
          remove={t.removePermission}
          row={(permission, change) => <PermissionFields value={permission} onChange={change} />}
        />
      </WriteForm>
      {role !== undefined && !role.system && (
        <DeleteButton
          name={role.name}
          label={t.remove}
          revision={role.revision}
          work={(about) => accessApi.deleteRole(role.name, about)}
          done={() => leave(t.removed(role.name))}
        />
      )}
    </section>
  );
}

interface ParentsProps {
  readonly own: string;
  readonly chosen: readonly string[];
  readonly onChange: (parents: readonly string[]) => void;
}

function ParentsField({ own, chosen, onChange }: ParentsProps) {
  const t = accessText.value.roles;
  const others = roleNames.value.filter((name) => name !== own);
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <fieldset class="field">
      <legend>{t.parents}</legend>
      <p class="quiet">{t.parentsHint}</p>
      <div class="pills">
        {others.map((name) => (
          <label key={name} class="pill">
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function leave(said: string): void {
  location.hash = placeHash('roles');
  void roles.load();
  tell(said);
}
