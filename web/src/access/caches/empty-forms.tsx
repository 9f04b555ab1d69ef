/** Makes cached decisions unreachable: those of one subject, or all of them. */
import { useState } from 'preact/hooks';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { TextField } from '../../desk/fields.tsx';
import { tell } from '../../desk/section-title.tsx';
import { cacheApi, cacheStats, noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';

export function EmptyForms() {
  const [type, setType] = useState('user');
  const [id, setId] = useState('');
  const t = accessText.value.caches;
  const { subjectType, subjectId } = accessText.value.rules;
  const done = (said: string): void => {
    tell(said);
    void cacheStats.load();
  };
  const name = `${type}:${id}`;
  return (
    <section class="sheet form" aria-labelledby="empty-title">
      <h3 id="empty-title">{t.empty}</h3>
      <p class="quiet">{t.emptyText}</p>
      <div class="form-line">
        <TextField label={subjectType} value={type} onInput={setType} code />
        <TextField label={subjectId} value={id} onInput={setId} code />
      </div>
      <div class="actions">
        {id.trim() !== '' && (
          <ConfirmButton
            label={t.emptyOne}
            question={t.emptyOneSure(name)}
            consequence={t.emptyOneText}
            yes={t.emptyYes}
            work={() => cacheApi.forgetSubject(type, id)}
            done={() => done(t.emptiedOne(name))}
            onError={noticeFault}
          />
        )}
        <ConfirmButton
          label={t.emptyAll}
          question={t.emptyAllSure}
          consequence={t.emptyAllText}
          yes={t.emptyYes}
          work={cacheApi.forgetAll}
          done={() => done(t.emptiedAll)}
          onError={noticeFault}
        />
      </div>
    </section>
  );
}
