/** The log of changes, newest first: who changed what, why, and how it was before and after. */
import { useEffect, useState } from 'preact/hooks';
import type { ChangesReply } from '../../../shared/access-admin.schema.ts';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { TextField } from '../desk/fields.tsx';
import { Instant } from '../desk/instant.tsx';
import { writeJsonText } from '../desk/json-text.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../desk/section-title.tsx';
import { accessApi, noticeFault, place } from './access-state.ts';
import { accessText } from './access-texts.ts';
import { MoreButton } from './more-button.tsx';
import { usePages } from './use-pages.ts';

export function ChangesSection() {
  const [target, setTarget] = useState(place.value.names[0] ?? '');
  const t = accessText.value.changes;
  const pages = usePages(async (before: number | undefined) => {
    const { changes, next } = await accessApi.changes(target.trim(), before);
    return { items: changes, next };
  }, noticeFault);
  useEffect(pages.first, []);
  const find = (event: Event): void => {
    event.preventDefault();
    pages.first();
  };
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <search>
        <form class="sheet form" onSubmit={find}>
          <TextField label={t.target} hint={t.targetHint} value={target} onInput={setTarget} maxLength={400} code />
          <div class="actions">
            <button type="submit" class="button" aria-disabled={pages.isBusy}>
              {t.show}
            </button>
          </div>
        </form>
      </search>
      <FaultNotice error={pages.error} fields={{ '/target': t.target }} onRetry={pages.first} />
      <p class="quiet" role="status">
        {pages.isBusy ? deskText.value.loading : pages.items?.length === 0 && t.none}
      </p>
      {pages.items !== undefined && pages.items.length > 0 && (
        <ol class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {pages.items.map((change) => (
            <ChangeRow key={change.revision} change={change} />
          ))}
        </ol>
      )}
      <MoreButton pages={pages} />
    </section>
  );
}

function ChangeRow({ change }: { readonly change: ChangesReply['changes'][number] }) {
  const t = accessText.value.changes;
  const { revision, at, actor, kind, target, before, after, reason } = change;
  return (
    <li class="row">
      <h3>
        <code>{target}</code> <span class="tag-mark">{t.kinds[kind as keyof typeof t.kinds] ?? kind}</span>
      </h3>
      <dl class="facts">
        <div>
          <dt>{t.at}</dt>
          <dd>
            <Instant iso={at} />
          </dd>
        </div>
        <div>
          <dt>{t.actor}</dt>
          <dd>
            <code>{actor}</code>
          </dd>
        </div>
        <div>
          <dt>{t.reason}</dt>
          <dd>{reason ?? deskText.value.none}</dd>
        </div>
        <div>
          <dt>{t.revision}</dt>
          <dd>{revision}</dd>
        </div>
      </dl>
      <details>
        <summary>{t.beforeAndAfter}</summary>
        <div class="form-line">
          <Side title={t.before} value={before} />
          <Side title={t.after} value={after} />
        </div>
      </details>
    </li>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <h4>{title}</h4>
      {value === undefined || value === null ? (
        <p class="quiet">{accessText.value.changes.nothing}</p>
      ) : (
        <pre>{writeJsonText(value)}</pre>
      )}
    </div>
  );
}
