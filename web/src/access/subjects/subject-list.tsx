/** Finds a subject: by what its id begins with, by type, by role; or goes to one that the store does not know yet. */
import { useEffect, useState } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { shownNumber } from '../../preferences.ts';
import { accessApi, noticeFault, roleNames } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { MoreButton } from '../more-button.tsx';
import { placeHash } from '../place.ts';
import { usePages } from '../use-pages.ts';

const NO_SEARCH = { search: '', type: '', role: '' };

export function SubjectList() {
  const [search, setSearch] = useState(NO_SEARCH);
  const t = accessText.value.subjects;
  const pages = usePages(async (after: string | undefined) => {
    const { subjects, next } = await accessApi.subjects({ ...search, ...(after !== undefined && { after }) });
    return { items: subjects, next };
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
          <div class="form-line">
            <TextField
              label={t.search}
              value={search.search}
              onInput={(text) => setSearch({ ...search, search: text })}
              code
            />
            <TextField label={t.type} value={search.type} onInput={(type) => setSearch({ ...search, type })} code />
            <SelectField
              label={t.role}
              value={search.role}
              onInput={(role) => setSearch({ ...search, role })}
              options={[
                { value: '', label: t.anyRole },
                ...roleNames.value.map((name) => ({ value: name, label: name })),
              ]}
            />
          </div>
          <div class="actions">
            <button type="submit" class="button" aria-disabled={pages.isBusy}>
              {t.find}
            </button>
          </div>
        </form>
      </search>
      <FaultNotice error={pages.error} fields={{ '/search': t.search, '/type': t.type }} onRetry={pages.first} />
      <p class="quiet" role="status">
        {pages.isBusy ? deskText.value.loading : pages.items?.length === 0 && t.nobody}
      </p>
      {pages.items !== undefined && pages.items.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {pages.items.map(({ type, id, roles, grants, has_properties: hasProperties }) => (
            <li key={`${type}\n${id}`} class="row">
              <h3>
                <a href={placeHash('subjects', type, id)}>
                  {type}:{id}
                </a>
              </h3>
              <p class="quiet">
                {t.rolesAre} {roles.length === 0 ? deskText.value.none : roles.join(', ')} · {t.grantsAre}{' '}
                {shownNumber(grants)}
                {hasProperties && ` · ${t.hasProperties}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      <MoreButton pages={pages} />
      <OpenForm />
    </section>
  );
}

function OpenForm() {
  const [type, setType] = useState('user');
  const [id, setId] = useState('');
  const t = accessText.value.subjects;
  const { subjectType, subjectId } = accessText.value.rules;
  const open = (event: Event): void => {
    event.preventDefault();
    if (type !== '' && id !== '') location.hash = placeHash('subjects', type, id);
  };
  return (
    <form class="sheet form" onSubmit={open} aria-labelledby="open-subject">
      <h3 id="open-subject">{t.openTitle}</h3>
      <p class="quiet">{t.openText}</p>
      <div class="form-line">
        <TextField label={subjectType} value={type} onInput={setType} maxLength={64} required code />
        <TextField label={subjectId} value={id} onInput={setId} maxLength={256} required code />
      </div>
      <div class="actions">
        <button type="submit" class="button button-quiet">
          {deskText.value.open}
        </button>
      </div>
    </form>
  );
}
