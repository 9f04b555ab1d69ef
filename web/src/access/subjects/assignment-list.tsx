/** The roles that a subject was given here; those that its credential brings along are not known to the store. */
import { useState } from 'preact/hooks';
import type { SubjectReply } from '../../../../shared/access-admin.schema.ts';
import { type ExpiryChoice, expiryOf } from '../../desk/expiry.ts';
import { ExpiryField } from '../../desk/expiry-field.tsx';
import { SelectField } from '../../desk/fields.tsx';
import type { SubjectName } from '../access-api.ts';
import { accessApi, roleNames } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { DeleteButton } from '../rules/delete-button.tsx';
import { WriteForm } from '../rules/write-form.tsx';
import { ExpiryFact } from './expiry-fact.tsx';

interface AssignmentsProps {
  readonly subject: SubjectName;
  readonly assignments: SubjectReply['roles'];
  readonly changed: (said: string) => void;
}

export function AssignmentList({ subject, assignments, changed }: AssignmentsProps) {
  const t = accessText.value.subjects;
  return (
    <section class="stack-tight" aria-labelledby="subject-roles">
      <h3 id="subject-roles">{t.roles}</h3>
      <p class="quiet">{t.rolesNote}</p>
      {assignments.length === 0 ? (
        <p>{t.noRoles}</p>
      ) : (
        <ul class="rows" aria-labelledby="subject-roles">
          {assignments.map(({ role, expires_at: expiresAt, revision }) => (
            <li key={role} class="row">
              <h4>
                <a href={placeHash('roles', role)}>{role}</a>
              </h4>
              <ExpiryFact iso={expiresAt} />
              <div class="actions">
                <DeleteButton
                  name={role}
                  revision={revision}
                  work={(about) => accessApi.deleteAssignment(subject, role, about)}
                  done={() => changed(t.roleTaken(role))}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      <AssignForm subject={subject} assignments={assignments} changed={changed} />
    </section>
  );
}

function AssignForm({ subject, assignments, changed }: AssignmentsProps) {
  const t = accessText.value.subjects;
  const free = roleNames.value.filter((name) => assignments.every(({ role }) => role !== name));
  const [chosen, setChosen] = useState<string>();
  const [expiry, setExpiry] = useState<ExpiryChoice>('90');
  // Set when the form was opened or the choice last changed, so that a dry run and the change mean the same instant.
  const [nowMs, setNowMs] = useState(Date.now);
  const role = chosen !== undefined && free.includes(chosen) ? chosen : free[0];
  if (role === undefined) return null;
  const expiresAt = expiryOf(expiry, nowMs);
  const assignment = expiresAt === undefined ? {} : { expires_at: expiresAt };
  return (
    <WriteForm
      label={t.giveRole}
      save={t.giveRole}
      revision={0}
      change={{ kind: 'put_assignment', subject: { ...subject }, role, assignment }}
      write={(about) => accessApi.putAssignment(subject, role, { ...assignment, ...about })}
      done={() => changed(t.roleGiven(role))}
      fields={{ '/role': t.role }}
    >
      <div class="form-line">
        <SelectField
          label={t.role}
          value={role}
          onInput={setChosen}
          options={free.map((name) => ({ value: name, label: name }))}
        />
        <ExpiryField
          value={expiry}
          onInput={(choice) => {
            setExpiry(choice);
            setNowMs(Date.now());
          }}
        />
      </div>
    </WriteForm>
  );
}
