/** Who would gain and who would lose by a change, asked for on demand. Changes nothing. */
import { useState } from 'preact/hooks';
import type { DryRunReply, DryRunRequest } from '../../../../shared/access-admin.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { accessApi, noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { DifferenceList } from './difference-list.tsx';
import { refusalText } from './refusal-text.ts';

interface DryRunPanelProps {
  /** undefined while there is nothing to ask about. */
  readonly request: DryRunRequest | undefined;
  /** True where this is the main thing to do. */
  readonly isMain?: boolean;
}

export function DryRunPanel({ request, isMain = false }: DryRunPanelProps) {
  const [answer, setAnswer] = useState<{ readonly about: string; readonly reply: DryRunReply }>();
  const action = useAction(noticeFault);
  const t = accessText.value.dryRun;
  const about = JSON.stringify(request);
  const ask = (): void => {
    if (request === undefined) return;
    void action.run(
      () => accessApi.dryRun(request),
      (reply) => {
        setAnswer({ about, reply });
        announce(t.summary(shownNumber(reply.gain_count), shownNumber(reply.lose_count)));
      },
    );
  };
  return (
    <div class="stack-tight">
      <button
        type="button"
        class={isMain ? 'button' : 'button button-quiet'}
        aria-disabled={action.isBusy || request === undefined}
        onClick={ask}
      >
        {action.isBusy ? deskText.value.working : t.ask}
      </button>
      <FaultNotice
        error={action.error}
        fields={{ '/change': t.change, '/questions': t.questions }}
        message={refusalText(action.error, accessText.value.rules.refusals)}
      />
      {/* An answer about what no longer stands in the form would mislead. */}
      {answer !== undefined && answer.about === about && <DryRunResult reply={answer.reply} />}
    </div>
  );
}

function DryRunResult({ reply }: { readonly reply: DryRunReply }) {
  const t = accessText.value.dryRun;
  const { gain, lose, answers, conditional_policies: conditional } = reply;
  return (
    <div class="notice stack-tight">
      <p>
        <strong>{t.summary(shownNumber(reply.gain_count), shownNumber(reply.lose_count))}</strong>{' '}
        {t.compared(shownNumber(reply.compared))}
      </p>
      {reply.truncated && <p>{t.truncated}</p>}
      {conditional.length > 0 && (
        <p>
          {t.conditional} <code>{conditional.join(', ')}</code>
        </p>
      )}
      {gain.length > 0 && <DifferenceList title={t.gain} differences={gain} />}
      {lose.length > 0 && <DifferenceList title={t.lose} differences={lose} />}
      {answers !== undefined && (
        <ol class="answers">
          {answers.map(({ before, after }, at) => (
            // Answers stand in the order of the questions.
            <li key={String(at)}>
              {t.answer(
                shownNumber(at + 1),
                before.decision ? t.allowed : t.denied,
                after.decision ? t.allowed : t.denied,
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
