/** The API viewer: an index of the operations and each of them below. */
import { useEffect } from 'preact/hooks';
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { apiText } from './api-texts.ts';
import { loadDocument, loading } from './document-loader.ts';
import { type ApiDocument, operationsByTag } from './openapi.ts';
import { OperationView } from './operation-view.tsx';
import { RichText } from './rich-text.tsx';

export function DocsApp() {
  const t = apiText.value;
  const state = loading.value;
  return (
    <PageFrame path="/docs">
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        {state.kind === 'loaded' && (
          <p>
            <RichText>{state.document.description}</RichText>
          </p>
        )}
      </div>
      {state.kind === 'loading' && <p class="quiet">{t.loading}</p>}
      {state.kind === 'failed' && (
        <div class="notice notice-error" role="alert">
          <p>{t.failed}</p>
          <button type="button" class="button" onClick={() => void loadDocument()}>
            {t.retry}
          </button>
        </div>
      )}
      {state.kind === 'loaded' && (
        <CrashGuard>
          <Loaded api={state.document} />
        </CrashGuard>
      )}
    </PageFrame>
  );
}

function Loaded({ api }: { readonly api: ApiDocument }) {
  const t = apiText.value;
  const groups = [...operationsByTag(api)];
  useEffect(showLinkedOperation, []);
  return (
    <>
      <p class="quiet">
        {t.version(api.version)} · <a href="/openapi.json">{t.document}</a>
      </p>
      <nav class="operation-index" aria-label={t.operations}>
        <ul>
          {groups
            .flatMap(([, operations]) => operations)
            .map(({ id, method, path, summary }) => (
              <li key={id}>
                <a href={`#${id}`}>
                  <span class={`method method-${method.toLowerCase()}`}>{method}</span> <code>{path}</code>
                </a>{' '}
                <span class="quiet">
                  <RichText>{summary}</RichText>
                </span>
              </li>
            ))}
        </ul>
      </nav>
      {groups.map(([tag, operations]) => (
        <section key={tag} class="tag" aria-label={tag}>
          <h2 lang="en">{tag}</h2>
          {operations.map((operation) => (
            <OperationView key={operation.id} operation={operation} schemas={api.schemas} />
          ))}
        </section>
      ))}
    </>
  );
}

/** A link to one operation is older than the operations on this page: follow it once they are there. */
function showLinkedOperation(): void {
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
