/** All policies, or one of them in its form. */
import { useEffect } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { shownNumber } from '../../preferences.ts';
import { place, policies } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { PermissionText } from '../rules/permission-fields.tsx';
import { PolicyEditor } from './policy-editor.tsx';

/** Stands where an id would: no policy can be called so. */
const NEW = '+';

export function PoliciesSection() {
  const [id] = place.value.names;
  const t = accessText.value.policies;
  useEffect(() => {
    if (id === undefined || policies.value.peek() === undefined) void policies.load();
  }, []);
  const list = policies.value.value;
  if (id === NEW) return <PolicyEditor policy={undefined} />;
  if (id === undefined || list === undefined) return <PolicyList />;
  const policy = list.find((one) => one.id === id);
  if (policy !== undefined) return <PolicyEditor key={`${id} ${policy.revision}`} policy={policy} />;
  return (
    <section class="stack-tight">
      <SectionTitle>{t.gone(id)}</SectionTitle>
      <p>
        <a href={placeHash('policies')}>{t.back}</a>
      </p>
    </section>
  );
}

function PolicyList() {
  const t = accessText.value.policies;
  const { effects } = accessText.value.rules;
  const list = policies.value.value;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <p>
        <a class="button" href={placeHash('policies', NEW)}>
          {t.create}
        </a>
      </p>
      <FaultNotice error={policies.error.value} onRetry={() => void policies.load()} />
      {list === undefined && policies.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {list?.length === 0 && <p>{t.none}</p>}
      {list !== undefined && list.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {list.map(({ id, effect, subjects, permission, conditions }) => (
            <li key={id} class="row">
              <h3>
                <a href={placeHash('policies', id)}>{id}</a>{' '}
                <span class={effect === 'allow' ? 'tag-mark tag-good' : 'tag-mark tag-bad'}>{effects[effect]}</span>
              </h3>
              <p>
                <PermissionText permission={permission} />
              </p>
              <p class="quiet">
                {t.appliesTo} {subjects.map((one) => ('role' in one ? one.role : `${one.type}:${one.id}`)).join(', ')}
                {conditions.length > 0 && ` · ${t.conditionCount(conditions.length, shownNumber(conditions.length))}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
