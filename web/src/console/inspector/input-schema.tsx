/** What a tool takes: its fields, and the whole schema for who wants to read it. */
import type { InspectedTool } from '../../../../shared/inspector.schema.ts';
import { writeJsonText } from '../../desk/json-text.ts';
import { inputFields } from './input-fields.ts';
import { inspectorText } from './inspector-texts.ts';

export function InputSchema({ tool: { input_schema: schema } }: { readonly tool: InspectedTool }) {
  const t = inspectorText.value;
  if (schema === undefined) return <p class="quiet">{t.omitted}</p>;
  const fields = inputFields(schema);
  return (
    <>
      {fields.length === 0 ? (
        <p class="quiet">{t.noInput}</p>
      ) : (
        <>
          <h6>{t.input}</h6>
          <ul>
            {fields.map(({ name, type, isRequired, description }) => (
              <li key={name}>
                <code>{name}</code> {type !== undefined && <small class="quiet">{type}</small>}{' '}
                {isRequired && <span class="tag-mark">{t.required}</span>}
                {description !== undefined && <span class="distance">{description}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      <details>
        <summary>{t.schema}</summary>
        <pre>{writeJsonText(schema)}</pre>
      </details>
    </>
  );
}
