/** Fills the caches with decisions that are about to be asked for. */
import { useState } from 'preact/hooks';
import type { WarmUpReply } from '../../../../shared/cache-admin.contract.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { CodeField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { cacheApi, cacheStats, noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { warmUpRequest } from './warm-up-form.ts';

export function WarmUpForm() {
  const [subjects, setSubjects] = useState('');
  const [questions, setQuestions] = useState('');
  const [reply, setReply] = useState<WarmUpReply>();
  const action = useAction(noticeFault);
  const t = accessText.value.caches;
  const request = warmUpRequest(subjects, questions);
  const warmUp = (event: Event): void => {
    event.preventDefault();
    if (request === undefined) return;
    void action.run(
      () => cacheApi.warmUp(request),
      (said) => {
        setReply(said);
        void cacheStats.load();
      },
    );
  };
  return (
    <form class="sheet form" onSubmit={warmUp} aria-labelledby="warm-up-title">
      <h3 id="warm-up-title">{t.warmUp}</h3>
      <p class="quiet">{t.warmUpText}</p>
      <div class="form-line">
        <CodeField
          label={t.warmUpSubjects}
          hint={t.warmUpSubjectsHint}
          rows={4}
          value={subjects}
          onInput={setSubjects}
        />
        <CodeField
          label={t.warmUpQuestions}
          hint={t.warmUpQuestionsHint}
          rows={4}
          value={questions}
          onInput={setQuestions}
        />
      </div>
      <FaultNotice error={action.error} fields={{ '/subjects': t.warmUpSubjects, '/questions': t.warmUpQuestions }} />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy || request === undefined}>
          {action.isBusy ? deskText.value.working : t.warmUp}
        </button>
      </div>
      <p role="status">
        {reply !== undefined &&
          t.warmedUp(
            shownNumber(reply.decided),
            shownNumber(reply.found),
            shownNumber(reply.not_kept),
            shownNumber(reply.failed),
          )}
      </p>
    </form>
  );
}
