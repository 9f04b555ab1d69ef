/** The frame of every form that changes a rule: a reason for the log, who would gain and lose by it, and what is wrong. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { REASON_CHARS_MAX } from '../../../../shared/access-admin.limits.ts';
import type { Change, WriteReply } from '../../../../shared/access-admin.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import type { About } from '../access-api.ts';
import { noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { DryRunPanel } from './dry-run-panel.tsx';
import { refusalText } from './refusal-text.ts';

interface WriteFormProps {
  /** Name of the form for the ear. */
  readonly label: string;
  readonly save: string;
  /** Revision that the form was filled from; 0 for something new. */
  readonly revision: number;
  /** undefined while what stands in the form cannot be sent. */
  readonly change: Change | undefined;
  readonly write: (about: About) => Promise<WriteReply>;
  readonly done: () => void;
  /** Names of the fields by their pointer. */
  readonly fields: Readonly<Record<string, string>>;
  readonly children: ComponentChildren;
}

export function WriteForm({ label, save, revision, change, write, done, fields, children }: WriteFormProps) {
  const [reason, setReason] = useState('');
  const action = useAction(noticeFault);
  const t = accessText.value.rules;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (change === undefined) return;
    void action.run(() => write(aboutOf(revision, reason)), done);
  };
  return (
    <form class="sheet form" aria-label={label} onSubmit={submit}>
      {children}
      <TextField label={t.reason} hint={t.reasonHint} value={reason} onInput={setReason} maxLength={REASON_CHARS_MAX} />
      <FaultNotice
        error={action.error}
        fields={{ ...fields, '/reason': t.reason }}
        message={refusalText(action.error, t.refusals)}
      />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy || change === undefined}>
          {action.isBusy ? deskText.value.working : save}
        </button>
      </div>
      <DryRunPanel request={change === undefined ? undefined : { change }} />
    </form>
  );
}

export function aboutOf(revision: number, reason: string): About {
  const said = reason.trim();
  return { if_revision: revision, ...(said !== '' && { reason: said }) };
}
