/** How one operation is called: what goes in, what may come out, an example, and a form that sends it. */
import { canBeTried } from './address.ts';
import { apiText } from './api-texts.ts';
import { curlCommand } from './curl.ts';
import { exampleOf } from './example-value.ts';
import { Fold } from './fold.tsx';
import type { ApiResponse, Operation, Parameter } from './openapi.ts';
import { RichText } from './rich-text.tsx';
import { type Schemas, typeName } from './schema-facts.ts';
import { Member, SchemaView } from './schema-view.tsx';
import { TryIt } from './try-it.tsx';

export interface OperationProps {
  readonly operation: Operation;
  readonly schemas: Schemas;
}

export function OperationDetails({ operation, schemas }: OperationProps) {
  const t = apiText.value;
  const { credentials, parameters, requestSchema, responses } = operation;
  const example = requestSchema && exampleOf(requestSchema, schemas);
  return (
    <>
      {credentials.length > 0 && (
        <>
          <h4>{t.credentials}</h4>
          <p>{credentials.map((name) => t.kinds[name] ?? name).join(' · ')}</p>
        </>
      )}
      {parameters.length > 0 && <Parameters parameters={parameters} schemas={schemas} />}
      <h4>{t.requestBody}</h4>
      {requestSchema ? <Body schema={requestSchema} schemas={schemas} /> : <p class="quiet">{t.noBody}</p>}
      <h4>{t.responses}</h4>
      <div class="responses">
        {responses.map((response) => (
          <Response key={response.status} response={response} schemas={schemas} />
        ))}
      </div>
      <h4>{t.example}</h4>
      <pre>
        <code>{curlCommand(operation, location.origin, example)}</code>
      </pre>
      {canBeTried(operation) ? <TryIt operation={operation} schemas={schemas} /> : <p class="quiet">{t.walked}</p>}
    </>
  );
}

interface ParametersProps {
  readonly parameters: readonly Parameter[];
  readonly schemas: Schemas;
}

function Parameters({ parameters, schemas }: ParametersProps) {
  const t = apiText.value;
  return (
    <>
      <h4>{t.parameters}</h4>
      <ul class="schema">
        {parameters.map(({ name, where, required, schema }) => (
          <li key={`${where} ${name}`}>
            <Member name={name} required={required} schema={schema} schemas={schemas}>
              <span class="quiet">{where === 'path' ? t.inPath : t.inQuery}</span>
            </Member>
          </li>
        ))}
      </ul>
    </>
  );
}

function Response({ response, schemas }: { readonly response: ApiResponse; readonly schemas: Schemas }) {
  const { status, description, schema } = response;
  const summary = (
    <>
      <code class={`status status-${status.charAt(0)}`}>{status}</code> <RichText>{description}</RichText>
    </>
  );
  return (
    <Fold summary={summary}>
      {() => (schema ? <Body schema={schema} schemas={schemas} /> : <p class="quiet">{apiText.value.noContent}</p>)}
    </Fold>
  );
}

function Body({ schema, schemas }: { readonly schema: NonNullable<ApiResponse['schema']>; readonly schemas: Schemas }) {
  const ref = schema.$ref;
  const name = typeof ref === 'string' ? ref.split('/').at(-1) : undefined;
  return (
    <div class="body-schema">
      <p>
        <code class="member-type">{name ?? typeName(schema, schemas)}</code>
      </p>
      <SchemaView schema={schema} schemas={schemas} />
    </div>
  );
}
