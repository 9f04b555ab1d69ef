/** Any change, as JSON, with questions of one's own: what the forms cannot ask. */
import { useState } from 'preact/hooks';
import type { DryRunRequest } from '../../../shared/access-admin.schema.ts';
import { deskText } from '../desk/desk-texts.ts';
import { CodeField } from '../desk/fields.tsx';
import { readJsonText } from '../desk/json-text.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../desk/section-title.tsx';
import { accessText } from './access-texts.ts';
import { CHANGE_EXAMPLES, CHANGE_KINDS, changeExample, dryRunRequest, questionsExample } from './dry-run-form.ts';
import { DryRunPanel } from './rules/dry-run-panel.tsx';

export function DryRunSection() {
  const [change, setChange] = useState(() => changeExample('put_assignment'));
  const [questions, setQuestions] = useState('');
  const t = accessText.value.dryRun;
  const faultOf = (text: string): string | undefined =>
    readJsonText(text, undefined).ok ? undefined : deskText.value.noJson;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <div class="sheet form">
        <CodeField
          label={t.change}
          hint={t.changeHint}
          rows={12}
          value={change}
          fault={faultOf(change)}
          onInput={setChange}
        />
        <fieldset class="field">
          <legend>{t.examples}</legend>
          <div class="actions">
            {CHANGE_KINDS.map((kind) => (
              <button
                key={kind}
                type="button"
                class="button button-quiet"
                onClick={() => setChange(changeExample(kind))}
              >
                <code>{CHANGE_EXAMPLES[kind].kind}</code>
              </button>
            ))}
          </div>
        </fieldset>
        <CodeField
          label={t.questions}
          hint={t.questionsHint}
          rows={4}
          value={questions}
          fault={faultOf(questions)}
          onInput={setQuestions}
        />
        <div class="actions">
          <button type="button" class="button button-quiet" onClick={() => setQuestions(questionsExample())}>
            {t.questionExample}
          </button>
        </div>
        <DryRunPanel request={dryRunRequest(change, questions) as DryRunRequest | undefined} isMain />
      </div>
    </section>
  );
}
