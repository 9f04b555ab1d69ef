/** Attributes of a subject that conditions can look at. What stands here cannot be replaced by a request. */
import { useState } from 'preact/hooks';
import type { SubjectReply } from '../../../../shared/access-admin.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { CodeField } from '../../desk/fields.tsx';
import { readJsonText, writeJsonText } from '../../desk/json-text.ts';
import type { SubjectName } from '../access-api.ts';
import { accessApi } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { DeleteButton } from '../rules/delete-button.tsx';
import { WriteForm } from '../rules/write-form.tsx';

interface PropertiesProps {
  readonly subject: SubjectName;
  readonly kept: SubjectReply['properties'];
  readonly changed: (said: string) => void;
}

export function PropertiesForm({ subject, kept, changed }: PropertiesProps) {
  const [typed, setTyped] = useState(kept === undefined ? '' : writeJsonText(kept.value));
  const t = accessText.value.subjects;
  const read = readJsonText(typed, {});
  const properties = read.ok ? (read.value as NonNullable<typeof kept>['value']) : undefined;
  const revision = kept?.revision ?? 0;
  return (
    <section class="stack-tight" aria-labelledby="subject-properties">
      <h3 id="subject-properties">{t.properties}</h3>
      <WriteForm
        label={t.properties}
        save={t.keepProperties}
        revision={revision}
        change={properties && { kind: 'put_properties', subject: { ...subject }, properties }}
        write={(about) => accessApi.putProperties(subject, { properties: properties ?? {}, ...about })}
        done={() => changed(t.propertiesKept)}
        fields={{ '/properties': t.properties }}
      >
        <CodeField
          label={t.propertiesJson}
          hint={t.propertiesHint}
          rows={6}
          value={typed}
          fault={read.ok ? undefined : deskText.value.noJson}
          onInput={setTyped}
        />
      </WriteForm>
      {kept !== undefined && (
        <DeleteButton
          name={t.properties}
          label={t.forgetProperties}
          revision={revision}
          work={(about) => accessApi.deleteProperties(subject, about)}
          done={() => changed(t.propertiesForgotten)}
        />
      )}
    </section>
  );
}
