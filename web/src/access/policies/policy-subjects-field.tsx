/** Whom a policy applies to: roles, or subjects by type and id. */
import { SUBJECTS_PER_POLICY_MAX } from '../../../../shared/access-admin.limits.ts';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { RowsField } from '../../desk/rows-field.tsx';
import { roleNames } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { BLANK_POLICY_SUBJECT, type PolicySubjectDraft } from '../rules/rule-forms.ts';

interface SubjectsProps {
  readonly value: readonly PolicySubjectDraft[];
  readonly onChange: (value: readonly PolicySubjectDraft[]) => void;
}

export function PolicySubjectsField({ value, onChange }: SubjectsProps) {
  const t = accessText.value.policies;
  return (
    <RowsField
      legend={t.subjects}
      hint={t.subjectsHint}
      items={value}
      blank={BLANK_POLICY_SUBJECT}
      max={SUBJECTS_PER_POLICY_MAX}
      onChange={onChange}
      add={t.addSubject}
      remove={t.removeSubject}
      row={(one, change) => <SubjectRow value={one} onChange={change} />}
    />
  );
}

interface RowProps {
  readonly value: PolicySubjectDraft;
  readonly onChange: (value: PolicySubjectDraft) => void;
}

function SubjectRow({ value, onChange }: RowProps) {
  const t = accessText.value.policies;
  const { subjectType, subjectId } = accessText.value.rules;
  return (
    <>
      <SelectField
        label={t.subjectKind}
        value={value.kind}
        onInput={(kind) => onChange({ ...value, kind: kind === 'subject' ? 'subject' : 'role' })}
        options={[
          { value: 'role', label: t.kindRole },
          { value: 'subject', label: t.kindSubject },
        ]}
      />
      {value.kind === 'role' ? (
        <SelectField
          label={t.kindRole}
          value={value.role}
          onInput={(role) => onChange({ ...value, role })}
          options={roleNames.value.map((name) => ({ value: name, label: name }))}
        />
      ) : (
        <>
          <TextField
            label={subjectType}
            value={value.type}
            onInput={(type) => onChange({ ...value, type })}
            required
            code
          />
          <TextField label={subjectId} value={value.id} onInput={(id) => onChange({ ...value, id })} required code />
        </>
      )}
    </>
  );
}
