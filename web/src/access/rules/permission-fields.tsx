/** The three patterns of a permission. */
import { PATTERN_CHARS_MAX } from '../../../../shared/access-admin.limits.ts';
import type { PermissionBody } from '../../../../shared/access-rules.schema.ts';
import { TextField } from '../../desk/fields.tsx';
import { accessText } from '../access-texts.ts';

interface PermissionProps {
  readonly value: PermissionBody;
  readonly onChange: (value: PermissionBody) => void;
}

export function PermissionFields({ value, onChange }: PermissionProps) {
  const t = accessText.value.rules;
  const field = (label: string, name: keyof PermissionBody) => (
    <TextField
      label={label}
      value={value[name]}
      onInput={(typed) => onChange({ ...value, [name]: typed })}
      maxLength={PATTERN_CHARS_MAX}
      required
      code
    />
  );
  return (
    <>
      {field(t.action, 'action')}
      {field(t.resourceType, 'resource_type')}
      {field(t.resourceId, 'resource_id')}
    </>
  );
}

/** A permission in one line, for reading. */
export function PermissionText({ permission }: { readonly permission: PermissionBody }) {
  const { action, resource_type: type, resource_id: id } = permission;
  return (
    <code>
      {action} → {type}:{id}
    </code>
  );
}
