/** Permissions that a subject has directly, without a role. */
import { useState } from 'preact/hooks';
import type { SubjectReply } from '../../../../shared/access-admin.schema.ts';
import { type ExpiryChoice, expiryOf } from '../../desk/expiry.ts';
import { ExpiryField } from '../../desk/expiry-field.tsx';
import { TextField } from '../../desk/fields.tsx';
import type { SubjectName } from '../access-api.ts';
import { accessApi } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { DeleteButton } from '../rules/delete-button.tsx';
import { PermissionFields, PermissionText } from '../rules/permission-fields.tsx';
import { BLANK_PERMISSION } from '../rules/rule-forms.ts';
import { WriteForm } from '../rules/write-form.tsx';
import { ExpiryFact } from './expiry-fact.tsx';

interface GrantsProps {
  readonly subject: SubjectName;
  readonly grants: SubjectReply['grants'];
  readonly changed: (said: string) => void;
}

export function GrantList({ subject, grants, changed }: GrantsProps) {
  const t = accessText.value.subjects;
  return (
    <section class="stack-tight" aria-labelledby="subject-grants">
      <h3 id="subject-grants">{t.grants}</h3>
      {grants.length === 0 ? (
        <p>{t.noGrants}</p>
      ) : (
        <ul class="rows" aria-labelledby="subject-grants">
          {grants.map(({ id, permission, expires_at: expiresAt, revision }) => (
            <li key={id} class="row">
              <h4>{id}</h4>
              <p>
                <PermissionText permission={permission} />
              </p>
              <ExpiryFact iso={expiresAt} />
              <div class="actions">
                <DeleteButton
                  name={id}
                  revision={revision}
                  work={(about) => accessApi.deleteGrant(subject, id, about)}
                  done={() => changed(t.grantTaken(id))}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      {/* A new form after every grant. */}
      <GrantForm key={String(grants.length)} subject={subject} changed={changed} />
    </section>
  );
}

function GrantForm({ subject, changed }: Omit<GrantsProps, 'grants'>) {
  const t = accessText.value.subjects;
  const [id, setId] = useState('');
  const [permission, setPermission] = useState(BLANK_PERMISSION);
  const [expiry, setExpiry] = useState<ExpiryChoice>('30');
  const [nowMs, setNowMs] = useState(Date.now);
  const expiresAt = expiryOf(expiry, nowMs);
  const grant = { permission, ...(expiresAt !== undefined && { expires_at: expiresAt }) };
  const name = id.trim();
  return (
    <WriteForm
      label={t.giveGrant}
      save={t.giveGrant}
      revision={0}
      change={{ kind: 'put_grant', subject: { ...subject }, id: name, grant }}
      write={(about) => accessApi.putGrant(subject, name, { ...grant, ...about })}
      done={() => changed(t.grantGiven(name))}
      fields={{ '/permission': accessText.value.policies.permission, '/expires_at': t.grantEnd, '/grant': t.grantId }}
    >
      <div class="form-line">
        <TextField
          label={t.grantId}
          hint={accessText.value.policies.idHint}
          value={id}
          onInput={setId}
          maxLength={64}
          required
          code
        />
        <ExpiryField
          value={expiry}
          onInput={(choice) => {
            setExpiry(choice);
            setNowMs(Date.now());
          }}
        />
      </div>
      <div class="form-line">
        <PermissionFields value={permission} onChange={setPermission} />
      </div>
    </WriteForm>
  );
}
