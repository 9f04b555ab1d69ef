/** Asks for a decision as a service would, and shows how it came about. */
import { useState } from 'preact/hooks';
import type { DecisionReply } from '../../../shared/authzen.schema.ts';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { CodeField, TextField } from '../desk/fields.tsx';
import { readJsonText } from '../desk/json-text.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../desk/section-title.tsx';
import { useAction } from '../desk/use-action.ts';
import { announce } from '../ui/announcer.tsx';
import { accessApi, noticeFault } from './access-state.ts';
import { accessText } from './access-texts.ts';
import { DecisionNotice } from './decision-notice.tsx';
import { BLANK_QUESTION, PROPERTY_FIELDS, type QuestionDraft, questionOf } from './question.ts';

export function TryItSection() {
  const [draft, setDraft] = useState(BLANK_QUESTION);
  const [reply, setReply] = useState<DecisionReply>();
  const action = useAction(noticeFault);
  const t = accessText.value.tryIt;
  const { subjectType, subjectId, resourceType, resourceId } = accessText.value.rules;
  const question = questionOf(draft);
  const change = (part: Partial<QuestionDraft>): void => {
    setDraft({ ...draft, ...part });
    setReply(undefined);
  };
  const text = (label: string, name: Exclude<keyof QuestionDraft, 'isStrict'>) => (
    <TextField label={label} value={draft[name]} onInput={(typed) => change({ [name]: typed })} required code />
  );
  const ask = (event: Event): void => {
    event.preventDefault();
    if (question === undefined) return;
    void action.run(
      () => accessApi.explain(question),
      (said) => {
        setReply(said);
        announce(said.decision ? t.allowed : t.denied);
      },
    );
  };
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <form class="sheet form" aria-labelledby={SECTION_TITLE_ID} onSubmit={ask}>
        <div class="form-line">
          {text(subjectType, 'subjectType')}
          {text(subjectId, 'subjectId')}
        </div>
        <div class="form-line">
          {text(accessText.value.rules.action, 'action')}
          {text(resourceType, 'resourceType')}
          {text(resourceId, 'resourceId')}
        </div>
        {PROPERTY_FIELDS.map((field) => (
          <CodeField
            key={field}
            label={t[field]}
            hint={field === 'context' ? t.contextHint : undefined}
            rows={2}
            value={draft[field]}
            fault={readJsonText(draft[field], undefined).ok ? undefined : deskText.value.noJson}
            onInput={(typed) => change({ [field]: typed })}
          />
        ))}
        <label class="check">
          <input
            type="checkbox"
            checked={draft.isStrict}
            onChange={(event) => change({ isStrict: event.currentTarget.checked })}
          />
          <span>{t.strict}</span>
        </label>
        <FaultNotice error={action.error} fields={{ '/context': t.context }} />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={action.isBusy || question === undefined}>
            {action.isBusy ? deskText.value.working : t.ask}
          </button>
        </div>
      </form>
      {reply !== undefined && <DecisionNotice reply={reply} />}
    </section>
  );
}
