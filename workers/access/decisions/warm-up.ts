/** Decides before anybody asks: after a change of the policies, or before a rush. A few at a time, so that D1 has room. */
import type { WarmUpReply, WarmUpRequest } from '../../../shared/cache-admin.contract.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { WARM_UP_AT_ONCE } from './decisions.constants.ts';
import type { DecisionService } from './decisions.service.ts';

export async function warmUp(
  { subjects, questions }: WarmUpRequest,
  decisions: DecisionService,
  waitUntil: WaitUntil,
): Promise<WarmUpReply> {
  const evaluate = decisions.evaluator('bounded', waitUntil);
  const reply = { decided: 0, found: 0, failed: 0, not_kept: 0 };
  for (const { action, resource_type: type, resource_id: id } of questions) {
    for (let at = 0; at < subjects.length; at += WARM_UP_AT_ONCE) {
      const together = subjects.slice(at, at + WARM_UP_AT_ONCE);
      const outcomes = await Promise.allSettled(
        together.map((subject) => evaluate({ subject, action: { name: action }, resource: { type, id } })),
      );
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') reply.failed += 1;
        else if (outcome.value.notKept !== undefined) reply.not_kept += 1;
        else if (outcome.value.layer === 'truth') reply.decided += 1;
        else reply.found += 1;
      }
    }
  }
  return reply;
}
