/** Compares a verified receipt with the round that this page shows. */
import type { ReceiptVerifyReply } from '../../../shared/rounds.schema.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import { rightAnswersIn } from '../round/score.ts';

/** True when the receipt is of this very round and counts the same right answers. */
export function receiptAgrees(receipt: ReceiptVerifyReply['receipt'], { round, history }: RoundSnapshot): boolean {
  return receipt.round === round.id && receipt.total === round.total && receipt.correct === rightAnswersIn(history);
}
