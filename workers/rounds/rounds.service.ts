/**
 * The rounds feature without HTTP: start a round, answer a question, confirm a receipt.
 *
 * The order of work in `next` is deliberate. The MAC is checked before anything that costs (a wrong token never reaches
 * the ledger); a round known to be over its limit goes no further; the next token is signed and the next question drawn while the ledger hop is under way; and nothing about
 * the answer is told before the ledger has taken it.
 */
import type {
  Answer,
  AvailabilityReply,
  AvailabilityRequest,
  Filters,
  NextReply,
  ReceiptVerifyReply,
  StartReply,
  StartRequest,
} from '../../shared/rounds.schema.ts';
import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../shared/rounds.vocabulary.ts';
import { type Clock, nowSeconds } from '../kernel/clock.ts';
import type { WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
import type { KeyRing } from '../kernel/keys/key-ring.ts';
import { type LimitDecision, requireAdmitted } from '../kernel/limits/decision.ts';
import type { LimitPlan } from '../kernel/limits/limiter.ts';
import type { Content, Pool } from './content.ts';
import type { ContentStore } from './content-store.ts';
import { drawQuestions, type Question } from './draw.ts';
import { filtersKeyOf, normaliseFilters, parseFiltersKey } from './filters.ts';
import type { AnswerEntry, AnswerRecord, Ledger, Recorded } from './ledger.ts';
import { signReceipt, verifyReceipt } from './receipt.ts';
import { newRoundId, type Whereabouts } from './round-id.ts';
import { SERVER_SEED_BYTES, SERVER_SEED_MARK } from './rounds.constants.ts';
import type { RoundsMetrics } from './rounds.metrics.ts';
import { type RoundClaims, type RoundState, roundDate, signRoundToken, verifyRoundToken } from './token.ts';

export interface RoundsParts {
  readonly contents: ContentStore;
  readonly ledger: Ledger;
  readonly ring: KeyRing;
  readonly drawKey: CryptoKey;
  readonly ledgerShards: number;
  readonly clock: Clock;
  readonly metrics: RoundsMetrics;
}

export class RoundsService {
  readonly #parts: RoundsParts;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** The question set that new rounds use. */
  content(waitUntil: WaitUntil): Promise<Content> {
    return this.#parts.contents.current(waitUntil);
  }

  async availability(request: AvailabilityRequest, waitUntil: WaitUntil): Promise<AvailabilityReply> {
    const content = await this.content(waitUntil);
    requireMode(content, request.mode);
    const filters = normaliseFilters(request.filters, content.manifest.facets);
    return { available: content.pool(filters).tracks.length };
  }

  /**
   * Starts a round. Touches no store: the ledger hears of the round with its first answer.
   *
   * @throws AppError `not_found` (mode), `bad_request` (filters), `insufficient_inventory`.
   */
  async start(request: StartRequest, whereabouts: Whereabouts, waitUntil: WaitUntil): Promise<StartReply> {
    const { drawKey, ledgerShards, clock, metrics } = this.#parts;
    const content = await this.content(waitUntil);
    const mode = requireMode(content, request.mode);
    const filters = normaliseFilters(request.filters, content.manifest.facets);
    const pool = content.pool(filters);
    const total = request.total ?? mode.defaultTotal;
    if (total > pool.tracks.length) {
      throw new AppError('insufficient_inventory', { details: { pointer: '/total', available: pool.tracks.length } });
    }
    const now = nowSeconds(clock);
    const state: RoundState = {
      rid: newRoundId(whereabouts, ledgerShards),
      idx: 0,
      total,
      seed: request.seed ?? newSeed(),
      filtersKey: filtersKeyOf(filters),
      mode: mode.id,
      date: roundDate(now),
      ver: content.version,
    };
    const [token, [first]] = await Promise.all([
      this.#sign(state, now),
      drawQuestions(drawKey, content, pool, { ...state, version: state.ver }, [0]),
    ]);
    if (first === undefined) throw new RangeError('no first question');
    metrics.roundStarted();
    const progress = { index: 1, total };
    return {
      round: { id: state.rid, mode: mode.id, date: state.date, filters, progress, token },
      ...shown(first),
      continuationToken: token,
      progress,
    };
  }

  /**
   * Answers the question of a token.
   *
   * @param settleLimit Takes what the round's limit says, and throws when that is no.
   * @throws AppError `invalid_token`, `token_expired`, `already_answered`, `rate_limited`, `unavailable`.
   */
  async next(
    token: string,
    answer: Answer,
    waitUntil: WaitUntil,
    settleLimit: (decision: LimitDecision) => void = requireAdmitted,
  ): Promise<NextReply> {
    const { drawKey, ledger, clock, metrics } = this.#parts;
    const now = nowSeconds(clock);
    const claims = await this.#verify(token, now);
    const plan = await ledger.plan(claims.rid, waitUntil);
    if (plan.known !== undefined) settleLimit(plan.known);
    const { content, filters, pool } = await this.#bindToContent(claims);
    const { idx, total, rid } = claims;
    const isLast = idx + 1 === total;
    const indexes = isLast ? [idx] : [idx, idx + 1];
    const [current, following] = await drawQuestions(
      drawKey,
      content,
      pool,
      { ...claims, version: claims.ver },
      indexes,
    );
    if (current === undefined) throw new RangeError(`no question ${idx}`);

    const correct = answer === current.right;
    const recording = this.#record({ rid, idx, answer: answerSign(answer), correct }, plan, waitUntil);
    const signing = isLast ? undefined : this.#sign({ ...claims, idx: idx + 1 }, now);
    const [{ record, limit }, continuationToken] = await Promise.all([recording, signing]);
    settleLimit(limit);
    metrics.answerRecorded(record, answer, correct, isLast);
    const counted = requireCounted(record);

    const result = { correct, correctAnswer: current.right, reveal: revealed(current) };
    if (following !== undefined && continuationToken !== undefined) {
      const progress = { index: idx + 2, total };
      return { result, finished: false, ...shown(following), continuationToken, progress };
    }
    const score = {
      rid,
      mode: claims.mode,
      date: claims.date,
      filters,
      correct: counted.correctCount,
      total,
      seeded: !claims.seed.startsWith(SERVER_SEED_MARK),
    };
    const receipt = await signReceipt(this.#parts.ring, score, Math.floor(counted.recordedAtMs / 1000));
    return { result, finished: true, progress: { index: total, total }, receipt };
  }

  /**
   * Confirms a score receipt.
   *
   * @throws AppError `invalid_token`, `token_expired`.
   */
  async verifyReceipt(receipt: string): Promise<ReceiptVerifyReply> {
    const { ring, clock, metrics } = this.#parts;
    const verified = await verifyReceipt(ring, receipt, nowSeconds(clock));
    metrics.receiptVerified(verified.ok ? 'valid' : verified.reason);
    if (verified.ok) return { valid: true, receipt: verified.receipt };
    const message = verified.reason === 'expired' ? 'The receipt has expired.' : 'The receipt is not valid.';
    throw new AppError(verified.reason === 'expired' ? 'token_expired' : 'invalid_token', { message });
  }

  async #sign(state: RoundState, now: number): Promise<string> {
    const { ring, metrics } = this.#parts;
    const token = await signRoundToken(ring, state, now);
    metrics.tokenSigned(ring.signing, now);
    return token;
  }

  async #verify(token: string, now: number): Promise<RoundClaims> {
    const { ring, metrics } = this.#parts;
    const verified = await verifyRoundToken(ring, token, now);
    if (verified.ok) {
      metrics.tokenVerified(verified.key, now - verified.claims.iat);
      return verified.claims;
    }
    metrics.tokenRefused(verified.reason);
    throw new AppError(verified.reason === 'expired' ? 'token_expired' : 'invalid_token');
  }

  async #record(entry: Omit<AnswerEntry, 'budget'>, plan: LimitPlan, waitUntil: WaitUntil): Promise<Recorded> {
    try {
      return await this.#parts.ledger.record(entry, plan, waitUntil);
    } catch (error) {
      this.#parts.metrics.ledgerFailed();
      throw error;
    }
  }

  /** Checks the claims that only the question set can judge. We signed them, so a mismatch means tampering with us. */
  async #bindToContent(claims: RoundClaims): Promise<{ content: Content; filters: Filters; pool: Pool }> {
    const content = await this.#parts.contents.version(claims.ver);
    const filters = parseFiltersKey(claims.filtersKey, content.manifest.facets);
    const pool = filters && content.pool(filters);
    if (
      filters === undefined ||
      pool === undefined ||
      claims.mode !== content.mode.id ||
      claims.total > pool.tracks.length
    ) {
      this.#parts.metrics.tokenRefused('invalid');
      throw new AppError('invalid_token');
    }
    return { content, filters, pool };
  }
}

function requireMode(content: Content, mode: string | undefined): Content['mode'] {
  if (mode === undefined || mode === content.mode.id) return content.mode;
  throw new AppError('not_found', { message: 'There is no such mode.', details: { pointer: '/mode' } });
}

function requireCounted(record: AnswerRecord): Extract<AnswerRecord, { correctCount: number }> {
  switch (record.outcome) {
    case 'accepted':
    case 'repeated':
      return record;
    case 'conflict':
      throw new AppError('already_answered');
    case 'limited':
      throw new AppError('rate_limited');
    case 'unknown':
      // The ledger has lost the round: carrying on would make up a score.
      throw new AppError('invalid_token', { message: 'The round is no longer known. Start a new one.' });
  }
}

function shown({ track, choices }: Question): Pick<StartReply, 'question' | 'choices'> {
  return { question: { id: track.id, title: track.title }, choices: [...choices] };
}

function revealed({ track }: Question): NextReply['result']['reveal'] {
  const { title, game, composer, year, platform, series } = track;
  return { title, game, composer, year, platform, series };
}

/** One character for the ledger. */
function answerSign(answer: Answer): string {
  if (answer === ANSWER_TIMEOUT) return 't';
  return answer === ANSWER_SKIP ? 's' : answer;
}

function newSeed(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SERVER_SEED_BYTES));
  return SERVER_SEED_MARK + bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}
