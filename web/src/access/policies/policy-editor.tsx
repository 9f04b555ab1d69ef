/** One policy in its form. Conditions are written as JSON, from examples; the server says what is wrong with them. */
import { useState } from 'preact/hooks';
import type { PolicyReply } from '../../../../shared/access-admin.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { CodeField, TextField } from '../../desk/fields.tsx';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { RadioField } from '../../ui/radio-field.tsx';
import { accessApi, policies } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { DeleteButton } from '../rules/delete-button.tsx';
import { PermissionFields } from '../rules/permission-fields.tsx';
import { BLANK_POLICY, CONDITION_KINDS, policyBody, policyDraft, withExample } from '../rules/rule-forms.ts';
import { WriteForm } from '../rules/write-form.tsx';
import { PolicySubjectsField } from './policy-subjects-field.tsx';

export function PolicyEditor({ policy }: { readonly policy: PolicyReply | undefined }) {
  const [draft, setDraft] = useState(() => (policy === undefined ? BLANK_POLICY : policyDraft(policy)));
  const t = accessText.value.policies;
  const { effects } = accessText.value.rules;
  const title = policy === undefined ? t.create : t.edit(policy.id);
  const body = policyBody(draft);
  const id = draft.id.trim();
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{title}</SectionTitle>
      <p>
        <a href={placeHash('policies')}>{t.back}</a>
      </p>
      <WriteForm
        label={title}
        save={t.save}
        revision={policy?.revision ?? 0}
        change={body && { kind: 'put_policy', id, policy: body }}
        write={(about) => accessApi.putPolicy(id, { ...(body ?? neverSent()), ...about })}
        done={() => leave(t.saved(id))}
        fields={{
          '/id': t.id,
          '/effect': t.effect,
          '/subjects': t.subjects,
          '/permission': t.permission,
          '/conditions': t.conditions,
          '/ttl_seconds': t.ttl,
        }}
      >
        <TextField
          label={t.id}
          hint={t.idHint}
          value={draft.id}
          onInput={(typed) => setDraft({ ...draft, id: typed })}
          readOnly={policy !== undefined}
          maxLength={64}
          required
          code
        />
        <RadioField
          legend={t.effect}
          name="effect"
          value={draft.effect}
          options={[
            { value: 'allow', label: effects.allow },
            { value: 'deny', label: effects.deny },
          ]}
          onChange={(effect) => setDraft({ ...draft, effect })}
        />
        <PolicySubjectsField value={draft.subjects} onChange={(subjects) => setDraft({ ...draft, subjects })} />
        <fieldset class="field">
          <legend>{t.permission}</legend>
          <p class="quiet">{accessText.value.roles.patternHint}</p>
          <div class="form-line">
            <PermissionFields value={draft.permission} onChange={(permission) => setDraft({ ...draft, permission })} />
          </div>
        </fieldset>
        <CodeField
          label={t.conditions}
          hint={t.conditionsHint}
          rows={draft.conditions === '' ? 3 : 12}
          value={draft.conditions}
          fault={body === undefined ? deskText.value.noJson : undefined}
          onInput={(conditions) => setDraft({ ...draft, conditions })}
        />
        <fieldset class="field">
          <legend>{t.examples}</legend>
          <div class="actions">
            {CONDITION_KINDS.map((kind) => (
              <button
                key={kind}
                type="button"
                class="button button-quiet"
                onClick={() => setDraft({ ...draft, conditions: withExample(draft.conditions, kind) })}
              >
                {t.addCondition[kind]}
              </button>
            ))}
          </div>
        </fieldset>
        <TextField
          label={t.ttl}
          hint={t.ttlHint}
          value={draft.ttlSeconds}
          onInput={(ttlSeconds) => setDraft({ ...draft, ttlSeconds })}
          code
        />
      </WriteForm>
      {policy !== undefined && (
        <DeleteButton
          name={policy.id}
          label={t.remove}
          revision={policy.revision}
          work={(about) => accessApi.deletePolicy(policy.id, about)}
          done={() => leave(t.removed(policy.id))}
        />
      )}
    </section>
  );
}

/** The form is not sent without a body. */
function neverSent(): never {
  throw new RangeError('A policy without a body was about to be sent.');
}

function leave(said: string): void {
  location.hash = placeHash('policies');
  void policies.load();
  tell(said);
}
