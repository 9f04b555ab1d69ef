/** One subject: its roles, grants and properties, each with what can be done about it. */
import { useEffect, useMemo } from 'preact/hooks';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import type { SubjectName } from '../access-api.ts';
import { accessApi, cacheApi, noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { AssignmentList } from './assignment-list.tsx';
import { GrantList } from './grant-list.tsx';
import { PropertiesForm } from './properties-form.tsx';

export function SubjectPanel({ subject }: { readonly subject: SubjectName }) {
  const { type, id } = subject;
  const { subjects: t, caches: c } = accessText.value;
  const facts = useMemo(() => createResource(() => accessApi.subject({ type, id }), noticeFault), [type, id]);
  useEffect(() => void facts.load(), [facts]);
  const changed = (said: string): void => {
    void facts.load();
    tell(said);
  };
  const known = facts.value.value;
  return (
    <section class="stack" aria-labelledby={SECTION_TITLE_ID}>
      <div class="stack-tight">
        <SectionTitle>
          <code>
            {type}:{id}
          </code>
        </SectionTitle>
        <p class="links">
          <a href={placeHash('subjects')}>{t.back}</a> <a href={placeHash('keys', type, id)}>{t.toKeys}</a>{' '}
          <a href={placeHash('changes', `subject:${type}/${id}`)}>{t.toChanges}</a>
        </p>
      </div>
      <FaultNotice error={facts.error.value} onRetry={() => void facts.load()} />
      {known === undefined && facts.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {known !== undefined && (
        <>
          <AssignmentList subject={subject} assignments={known.roles} changed={changed} />
          <GrantList subject={subject} grants={known.grants} changed={changed} />
          <PropertiesForm
            key={String(known.properties?.revision ?? 0)}
            subject={subject}
            kept={known.properties}
            changed={changed}
          />
          <div class="actions">
            <ConfirmButton
              label={t.signOut}
              question={t.signOutSure(`${type}:${id}`)}
              consequence={t.signOutText}
              yes={t.signOutYes}
              work={() => accessApi.signOut(subject)}
              done={() => tell(t.signedOut(`${type}:${id}`))}
              onError={noticeFault}
            />
            <ConfirmButton
              label={c.emptyOne}
              question={c.emptyOneSure(`${type}:${id}`)}
              consequence={c.emptyOneText}
              yes={c.emptyYes}
              work={() => cacheApi.forgetSubject(type, id)}
              done={() => tell(c.emptiedOne(`${type}:${id}`))}
              onError={noticeFault}
            />
          </div>
        </>
      )}
    </section>
  );
}
