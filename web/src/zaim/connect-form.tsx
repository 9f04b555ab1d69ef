/**
 * The way to Zaim: a name for the account here, and what will happen. The session is asked about first, since the address
 * that begins a connection is not there for somebody who is no longer signed in.
 */
import { useState } from 'preact/hooks';
import { ACCOUNT_LABEL, ACCOUNT_LABEL_DEFAULT } from '../../../shared/zaim.vocabulary.ts';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { TextField } from '../desk/fields.tsx';
import { useAction } from '../desk/use-action.ts';
import { connectAddress } from './zaim-api.ts';
import { accounts, noticeFault, zaimApi } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

const LABEL_CHARS_MAX = 31;

export function ConnectForm() {
  const t = zaimText.value.connect;
  if (accounts.value.length === 0) {
    return (
      <section class="sheet" aria-labelledby="connect-title">
        <h2 id="connect-title">{t.firstTitle}</h2>
        <LabelForm initial={ACCOUNT_LABEL_DEFAULT} />
      </section>
    );
  }
  return (
    <details class="sheet">
      <summary>
        <h2>{t.nextTitle}</h2>
      </summary>
      <LabelForm initial="" />
    </details>
  );
}

function LabelForm({ initial }: { readonly initial: string }) {
  const t = zaimText.value.connect;
  const [label, setLabel] = useState(initial);
  const [isRefused, setRefused] = useState(false);
  const action = useConnect();
  const typed = label.trim();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const isLabel = ACCOUNT_LABEL.test(typed);
    setRefused(!isLabel);
    if (isLabel) action.connect(typed);
    else event.currentTarget.querySelector('input')?.focus();
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <TextField
        code
        required
        label={t.label}
        hint={t.labelHint}
        fault={isRefused ? t.labelFault : undefined}
        maxLength={LABEL_CHARS_MAX}
        value={label}
        onInput={setLabel}
      />
      {accounts.value.some(({ account }) => account === typed) && <p class="notice notice-wait">{t.replaces(typed)}</p>}
      <div>
        <h3>{t.steps}</h3>
        <ol class="steps">
          <li>{t.stepAway}</li>
          <li>{t.stepAllow}</li>
          <li>{t.stepBack}</li>
          <li>{t.stepFetch}</li>
        </ol>
      </div>
      <FaultNotice error={action.error} />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? deskText.value.working : t.submit}
        </button>
      </div>
    </form>
  );
}

/** Leads to Zaim for the same account once more. */
export function ConnectAgainButton({ account }: { readonly account: string }) {
  const action = useConnect();
  return (
    <>
      <FaultNotice error={action.error} />
      <button type="button" class="button" aria-disabled={action.isBusy} onClick={() => action.connect(account)}>
        {action.isBusy ? deskText.value.working : zaimText.value.connect.again}
      </button>
    </>
  );
}

function useConnect() {
  const { isBusy, error, run } = useAction(noticeFault);
  const connect = (account: string): void => void run(zaimApi.status, () => location.assign(connectAddress(account)));
  return { isBusy, error, connect };
}
