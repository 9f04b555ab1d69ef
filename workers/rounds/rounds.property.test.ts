import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import questions from '../../content/questions.json';
import type { Answer, StartRequest } from '../../shared/rounds.schema.ts';
import { ANSWER_SKIP, ANSWER_TIMEOUT, CHOICE_IDS, DIFFICULTIES, ERAS } from '../../shared/rounds.vocabulary.ts';
import { systemClock as clock } from '../kernel/clock.ts';
import { createHmacKeyRing } from '../kernel/keys/key-ring.ts';
import { createLog } from '../kernel/log.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';
import { dissect } from '../testing/forge.ts';
import { shardlessLimiter } from '../testing/harness.ts';
import { parseContent } from './content.ts';
import { ContentStore } from './content-store.ts';
import { drawQuestions, importDrawKey } from './draw.ts';
import { filtersKeyOf, normaliseFilters } from './filters.ts';
import { Ledger } from './ledger.ts';
import { RoundsMetrics } from './rounds.metrics.ts';
import { RoundsService } from './rounds.service.ts';

const ROUNDS = 10_000;
const PARALLEL = 100;
const noWait = () => undefined;

const arbitraryRound = fc.record({
  request: fc.record(
    {
      seed: fc.string({ minLength: 1, maxLength: 64 }).filter((seed) => !seed.startsWith('~')),
      total: fc.integer({ min: 1, max: 4 }),
      filters: fc.record(
        { difficulty: fc.constantFrom(...DIFFICULTIES, 'mixed'), era: fc.constantFrom(...ERAS, 'mixed') },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['total'] },
  ),
  answers: fc.array(fc.constantFrom<Answer>(...CHOICE_IDS, ANSWER_TIMEOUT, ANSWER_SKIP), {
    minLength: 4,
    maxLength: 4,
  }),
});

it(`plays ${ROUNDS} random rounds over the real ledger: the receipt is what a replay gives`, async () => {
  const content = parseContent(questions);
  const drawKey = await importDrawKey(env.ROUND_ORDER_SECRET);
  const rounds = new RoundsService({
    contents: new ContentStore({ kv: env.CONTENT, bundled: questions, clock, log: createLog('silent') }),
    ledger: new Ledger(env.ROUND_LEDGER, clock, shardlessLimiter(clock)),
    ring: await createHmacKeyRing({ current: env.JWT_SECRET, signer: 'current' }),
    drawKey,
    ledgerShards: 8,
    clock,
    metrics: new RoundsMetrics(noMetrics),
  });

  const play = async ({ request, answers }: { request: StartRequest; answers: Answer[] }) => {
    const started = await rounds.start(request, {}, noWait);
    const seen = [started.question.id];
    const seed = String(dissect(started.continuationToken).payload.seed);
    expect(seed.startsWith('~')).toBe(request.seed === undefined);
    const filters = normaliseFilters(request.filters, content.manifest.facets);
    const identity = { version: 1, mode: content.mode.id, filtersKey: filtersKeyOf(filters), seed };
    const indexes = Array.from({ length: started.progress.total }, (_, index) => index);
    const replay = await drawQuestions(drawKey, content, content.pool(filters), identity, indexes);
    let token = started.continuationToken;
    for (const [index, question] of replay.entries()) {
      const answer = answers[index] ?? 'a';
      const reply = await rounds.next(token, answer, noWait);
      expect(reply.result.correct).toBe(answer === question.right);
      expect(reply.result.reveal.game).toBe(question.track.game);
      if (!reply.finished) {
        seen.push(reply.question.id);
        token = reply.continuationToken;
        continue;
      }
      const { correct, total, round } = (await rounds.verifyReceipt(reply.receipt)).receipt;
      const right = replay.filter((asked, nth) => (answers[nth] ?? 'a') === asked.right).length;
      expect({ correct, total, round }).toEqual({ correct: right, total: replay.length, round: started.round.id });
      const repeated = await rounds.next(token, answer, noWait);
      expect(repeated).toEqual(reply);
    }
    expect(seen).toEqual(replay.map(({ track }) => track.id));
  };

  const samples = fc.sample(arbitraryRound, { numRuns: ROUNDS, seed: 20_261_120 });
  for (let at = 0; at < samples.length; at += PARALLEL) await Promise.all(samples.slice(at, at + PARALLEL).map(play));
}, 180_000);
