/** One schema as a nested list: names, types, bounds, descriptions. Named schemas that repeat on the way down are cut. */
import type { ComponentChildren } from 'preact';
import { apiText } from './api-texts.ts';
import { objectAt, type Schema } from './openapi.ts';
import { RichText } from './rich-text.tsx';
import { alternativesOf, boundsOf, propertiesOf, resolveSchema, type Schemas, typeName } from './schema-facts.ts';

interface SchemaViewProps {
  readonly schema: Schema;
  readonly schemas: Schemas;
  /** References that are open above this one. */
  readonly above?: readonly unknown[];
}

export function SchemaView({ schema, schemas, above = [] }: SchemaViewProps) {
  const ref = schema.$ref;
  if (ref !== undefined && above.includes(ref)) return null;
  const below = ref === undefined ? above : [...above, ref];
  const it = resolveSchema(schema, schemas);
  const alternatives = alternativesOf(it);
  if (alternatives.some((entry) => hasParts(entry, schemas))) {
    return <Alternatives entries={alternatives} schemas={schemas} above={below} />;
  }
  if (it.type === 'array') return <SchemaView schema={objectAt(it.items)} schemas={schemas} above={below} />;
  const members = propertiesOf(it);
  const others = objectAt(it.additionalProperties);
  const open = Object.keys(others).length > 0;
  if (members.length === 0 && !open) return null;
  return (
    <ul class="schema">
      {members.map((member) => (
        <li key={member.name}>
          <Member
            name={member.name}
            required={member.required}
            schema={member.schema}
            schemas={schemas}
            above={below}
          />
        </li>
      ))}
      {open && (
        <li>
          <Member
            name={`<${apiText.value.anyName}>`}
            required={false}
            schema={others}
            schemas={schemas}
            above={below}
          />
        </li>
      )}
    </ul>
  );
}

interface MemberProps extends SchemaViewProps {
  readonly name: string;
  readonly required: boolean;
  readonly children?: ComponentChildren;
}

/** One named value. @param children Stands behind its type. */
export function Member({ name, required, schema, schemas, above = [], children }: MemberProps) {
  const it = resolveSchema(schema, schemas);
  const description = it.description;
  const bounds = [
    ...boundsOf(it),
    ...boundsOf(resolveSchema(objectAt(it.items), schemas)).map((bound) => `[ ${bound} ]`),
  ];
  return (
    <>
      <p class="member">
        <code class="member-name">{name}</code> <code class="member-type">{typeName(schema, schemas)}</code>
        {children}
        {required && <span class="member-required">{apiText.value.required}</span>}
        {bounds.map((bound) => (
          <code key={bound} class="member-bound">
            {bound}
          </code>
        ))}
      </p>
      {typeof description === 'string' && (
        <p class="quiet">
          <RichText>{description}</RichText>
        </p>
      )}
      <SchemaView schema={schema} schemas={schemas} above={above} />
    </>
  );
}

interface AlternativesProps {
  readonly entries: readonly Schema[];
  readonly schemas: Schemas;
  readonly above: readonly unknown[];
}

function Alternatives({ entries, schemas, above }: AlternativesProps) {
  return (
    <div class="alternatives">
      <p class="quiet">{apiText.value.anyOf}</p>
      <ol>
        {entries.map((entry, index) => (
          <li key={String(index)}>
            {hasParts(entry, schemas) ? (
              <SchemaView schema={entry} schemas={schemas} above={above} />
            ) : (
              <code>{typeName(entry, schemas)}</code>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** True when there is more to show than the name of the type. */
function hasParts(schema: Schema, schemas: Schemas): boolean {
  const it = resolveSchema(schema, schemas);
  if (it.type === 'array') return hasParts(objectAt(it.items), schemas);
  return propertiesOf(it).length > 0 || alternativesOf(it).some((entry) => hasParts(entry, schemas));
}
