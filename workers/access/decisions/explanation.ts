/** What an administrator is told about a decision. Others learn yes or no: the reasons would tell them the policies. */
import type { DecisionReply } from '../../../shared/authzen.schema.ts';
import type { Evaluated } from './decisions.service.ts';

/** The decision alone. */
export function plainReply({ decision }: Evaluated): DecisionReply {
  return { decision };
}

/** The decision with the rules that made it, where it came from, and how fresh the knowledge behind it was. */
export function explainedReply({ decision, path, layer, ageMs, keptForMs, notKept, stamps }: Evaluated): DecisionReply {
  const { epoch, revision } = stamps;
  return {
    decision,
    context: {
      explanation: {
        path,
        layer,
        age_ms: ageMs,
        kept_for_ms: keptForMs,
        ...(notKept === undefined ? {} : { not_kept_because: notKept }),
        subject_epoch: { number: epoch.number, known_for_ms: epoch.ageMs, settled: epoch.isSettled },
        policy_revision: { number: revision.number, known_for_ms: revision.ageMs, settled: revision.isSettled },
      },
    },
  };
}
