/** A decision with its reasons: the rules, the layer that answered, and how fresh the knowledge behind it was. */
import type { DecisionReply } from '../../../shared/authzen.schema.ts';
import { shownNumber } from '../preferences.ts';
import { accessText } from './access-texts.ts';
import { type Explanation, explanationOf } from './question.ts';
import { RulePath } from './rules/rule-path.tsx';

export function DecisionNotice({ reply }: { readonly reply: DecisionReply }) {
  const t = accessText.value.tryIt;
  const explanation = explanationOf(reply.context);
  return (
    <div class={reply.decision ? 'notice notice-good stack-tight' : 'notice notice-error stack-tight'}>
      <p class="decision">{reply.decision ? t.allowed : t.denied}</p>
      {explanation !== undefined && <Reasons explanation={explanation} />}
    </div>
  );
}

function Reasons({ explanation }: { readonly explanation: Explanation }) {
  const t = accessText.value.tryIt;
  const { path, layer, age_ms: ageMs, kept_for_ms: keptMs, not_kept_because: notKept } = explanation;
  const { subject_epoch: epoch, policy_revision: revision } = explanation;
  const seconds = (ms: number): string => t.seconds(shownNumber(Math.round(ms / 100) / 10));
  const counter = ({ number, known_for_ms: knownMs, settled }: typeof epoch): string =>
    `${t.counter(shownNumber(number), seconds(knownMs))}${settled ? '' : ` · ${t.unsettled}`}`;
  return (
    <>
      <p>
        {t.because} <RulePath path={path} />
      </p>
      <dl class="facts">
        <Fact label={t.layer} value={t.layers[layer as keyof typeof t.layers] ?? layer} />
        <Fact label={t.age} value={seconds(ageMs)} />
        <Fact
          label={t.kept}
          value={notKept === undefined ? seconds(keptMs) : (t.notKept[notKept as keyof typeof t.notKept] ?? notKept)}
        />
        <Fact label={t.epoch} value={counter(epoch)} />
        <Fact label={t.revision} value={counter(revision)} />
      </dl>
    </>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
