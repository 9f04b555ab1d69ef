/** What happens in a round, as the series of the catalogue: the only place of this feature that knows their names. */
import type { Answer } from '../../shared/rounds.schema.ts';
import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../shared/rounds.vocabulary.ts';
import type { RingKey } from '../kernel/keys/key-ring.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import type { AnswerRecord } from './ledger.ts';

export class RoundsMetrics {
  readonly #metrics: Metrics;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  roundStarted(): void {
    this.#metrics.count('rounds_started_total', {});
  }

  /** @param nowSeconds Seconds since the Unix epoch. */
  tokenSigned({ state, kid }: RingKey, nowSeconds: number): void {
    this.#metrics.count('token_signed_with_total', { key: state, kid });
    this.#metrics.raise('token_last_signed_timestamp_seconds', { kid }, nowSeconds);
  }

  /** @param ageSeconds Below 0 when another machine's clock is ahead of ours. */
  tokenVerified({ state, kid }: RingKey, ageSeconds: number): void {
    this.#metrics.count('token_verified_with_total', { key: state, kid });
    this.#metrics.observe('token_age_seconds', {}, Math.max(0, ageSeconds));
  }

  tokenRefused(reason: 'invalid' | 'expired'): void {
    this.#metrics.count('token_verification_failures_total', { reason });
  }

  /** What the ledger made of an answer. Only an answer that counts ends a round or is right or wrong. */
  answerRecorded({ outcome }: AnswerRecord, answer: Answer, correct: boolean, isLast: boolean): void {
    if (outcome === 'unknown') {
      this.ledgerFailed();
      return;
    }
    this.#metrics.count('round_answers_total', {
      outcome: outcome === 'accepted' ? kindOf(answer, correct) : outcome,
    });
    if (outcome === 'accepted' && isLast) this.#metrics.count('rounds_finished_total', {});
  }

  ledgerFailed(): void {
    this.#metrics.count('ledger_errors_total', {});
  }

  receiptVerified(result: 'valid' | 'invalid' | 'expired'): void {
    this.#metrics.count('receipts_verified_total', { result });
  }
}

function kindOf(answer: Answer, correct: boolean): 'correct' | 'wrong' | 'timeout' | 'skip' {
  if (answer === ANSWER_TIMEOUT) return 'timeout';
  if (answer === ANSWER_SKIP) return 'skip';
  return correct ? 'correct' : 'wrong';
}
