/** A form that sends one request to this very server and shows the answer with the headers that matter. */
import { useState } from 'preact/hooks';
import { shownNumber } from '../preferences.ts';
import { addressOf, takesBearer } from './address.ts';
import { apiText } from './api-texts.ts';
import { credential, knownMembers, learnFrom } from './document-loader.ts';
import { exampleOf } from './example-value.ts';
import type { Operation } from './openapi.ts';
import type { Schemas } from './schema-facts.ts';
import { type Answer, sendRequest } from './send-request.ts';

interface TryItProps {
  readonly operation: Operation;
  readonly schemas: Schemas;
}

type Sending = { readonly kind: 'rest' } | { readonly kind: 'busy' } | { readonly kind: 'unreachable' } | Answered;
type Answered = { readonly kind: 'answered'; readonly answer: Answer };

export function TryIt({ operation, schemas }: TryItProps) {
  const t = apiText.value;
  const { id, method, parameters, requestSchema } = operation;
  const example = (): string =>
    requestSchema ? JSON.stringify(exampleOf(requestSchema, schemas, knownMembers.peek()), null, 2) : '';
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const [body, setBody] = useState(example);
  const [sending, setSending] = useState<Sending>({ kind: 'rest' });

  const send = async (): Promise<void> => {
    setSending({ kind: 'busy' });
    const bearer = takesBearer(operation) ? credential.peek().trim() : '';
    const answer = await sendRequest(method, addressOf(operation, values), requestSchema ? body : undefined, bearer);
    if (answer) learnFrom(answer.json);
    setSending(answer ? { kind: 'answered', answer } : { kind: 'unreachable' });
  };
  return (
    <details class="try-it">
      <summary>{t.tryIt}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {takesBearer(operation) && <CredentialField id={id} />}
        {parameters.map(({ name, where, required }) => (
          <label key={`${where} ${name}`}>
            <span>
              <code>{name}</code> <span class="quiet">{where === 'path' ? t.inPath : t.inQuery}</span>
            </span>
            <input
              required={required}
              spellcheck={false}
              value={values.get(name) ?? ''}
              onInput={({ currentTarget }) => setValues(new Map([...values, [name, currentTarget.value]]))}
            />
          </label>
        ))}
        {requestSchema && (
          <>
            <label>
              {t.body}
              <textarea
                id={`${id}-body`}
                rows={Math.min(12, body.split('\n').length + 1)}
                spellcheck={false}
                value={body}
                onInput={(event) => setBody(event.currentTarget.value)}
              />
            </label>
            {!isJson(body) && <p class="quiet">{t.bodyWrong}</p>}
          </>
        )}
        <div class="actions">
          <button type="submit" class="button" aria-disabled={sending.kind === 'busy'}>
            {sending.kind === 'busy' ? t.sending : t.send}
          </button>
          {requestSchema && (
            <button type="button" class="button button-quiet" onClick={() => setBody(example())}>
              {t.refill}
            </button>
          )}
        </div>
      </form>
      <div aria-live="polite">
        {sending.kind === 'unreachable' && <p class="notice notice-error">{t.unreachable}</p>}
        {sending.kind === 'answered' && <AnswerView answer={sending.answer} />}
      </div>
    </details>
  );
}

/** A password field: it is not read over a shoulder, and no browser keeps it. */
function CredentialField({ id }: { readonly id: string }) {
  const t = apiText.value;
  return (
    <div>
      <label>
        <span>{t.credential}</span>
        <input
          type="password"
          autocomplete="off"
          aria-describedby={`${id}-credential-hint`}
          value={credential.value}
          onInput={({ currentTarget }) => {
            credential.value = currentTarget.value;
          }}
        />
      </label>
      <p id={`${id}-credential-hint`} class="quiet">
        {t.credentialHint}
      </p>
    </div>
  );
}

function AnswerView({ answer }: { readonly answer: Answer }) {
  const t = apiText.value;
  const { status, statusText, tookMs, headers, json, text } = answer;
  return (
    <section class="answer" aria-label={t.answer}>
      <p>
        <code class={`status status-${String(status).charAt(0)}`}>
          {status} {statusText}
        </code>{' '}
        <span class="quiet">{t.tookMs(shownNumber(tookMs))}</span>
      </p>
      <h4>{t.headers}</h4>
      <dl>
        {headers.map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      <pre>
        <code>{json === undefined ? text || t.emptyBody : JSON.stringify(json, null, 2)}</code>
      </pre>
    </section>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
