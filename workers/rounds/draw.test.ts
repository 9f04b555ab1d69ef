import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import questions from '../../content/questions.json';
import { eraOf, normalise } from '../../shared/content.schema.ts';
import type { Filters } from '../../shared/rounds.schema.ts';
import { DIFFICULTIES, ERAS } from '../../shared/rounds.vocabulary.ts';
import { type Content, parseContent, rightGames } from './content.ts';
import { type DrawSeed, drawQuestions, importDrawKey } from './draw.ts';
import { filtersKeyOf } from './filters.ts';

let content: Content;
let key: CryptoKey;

beforeAll(async () => {
  content = parseContent(questions);
  key = await importDrawKey(env.ROUND_ORDER_SECRET);
});

function drawOf(filters: Filters, seed: string): DrawSeed {
  return { version: content.version, mode: content.mode.id, filtersKey: filtersKeyOf(filters), seed };
}

const arbitraryFilters: fc.Arbitrary<Filters> = fc
  .record({
    difficulty: fc.option(fc.constantFrom(...DIFFICULTIES)),
    era: fc.option(fc.constantFrom(...ERAS)),
    series: fc.option(fc.subarray(questions.series, { minLength: 1 })),
  })
  .map(({ difficulty, era, series }) => ({
    ...(difficulty && { difficulty }),
    ...(era && { era }),
    ...(series && { series: series.toSorted() }),
  }));

describe('drawQuestions', () => {
  it('makes 10,000 random rounds consistent: no repeat, four distinct choices, exactly one right, stable', async () => {
    let played = 0;
    const round = fc.record({
      filters: arbitraryFilters,
      seed: fc.string({ minLength: 1, maxLength: 64 }),
      size: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(round, async ({ filters, seed, size }) => {
        const pool = content.pool(filters);
        if (pool.tracks.length === 0) return;
        played += 1;
        const total = 1 + (size % Math.min(pool.tracks.length, 50));
        const indexes = Array.from({ length: total }, (_, index) => index);
        const drawn = await drawQuestions(key, content, pool, drawOf(filters, seed), indexes);
        expect(new Set(drawn.map(({ track }) => track.id)).size).toBe(total);
        for (const { track, choices, right } of drawn) {
          expect(pool.tracks).toContain(track);
          expect(new Set(choices.map(({ text }) => normalise(text))).size).toBe(4);
          const rightOnes = choices.filter(({ text }) => rightGames(track).has(text));
          expect(rightOnes).toEqual([{ id: right, text: track.game }]);
        }
        // One question at a time, as play goes, gives what the whole round gave.
        const at = size % total;
        const [alone] = await drawQuestions(key, content, pool, drawOf(filters, seed), [at]);
        expect(alone).toEqual(drawn[at]);
      }),
      { numRuns: 12_500, seed: 20_261_120 },
    );
    expect(played).toBeGreaterThanOrEqual(10_000);
  }, 120_000);

  it('gives another order under another secret, version, mode or seed', async () => {
    const pool = content.pool({});
    const indexes = Array.from({ length: 20 }, (_, index) => index);
    const order = async (secret: CryptoKey, seed: DrawSeed) =>
      (await drawQuestions(secret, content, pool, seed, indexes)).map(({ track }) => track.id).join();
    const base = drawOf({}, 'seed');
    const other = await importDrawKey(`${env.ROUND_ORDER_SECRET}!`);
    const orders = [
      await order(key, base),
      await order(other, base),
      await order(key, { ...base, version: 2 }),
      await order(key, { ...base, mode: 'other' }),
      await order(key, { ...base, seed: 'seec' }),
    ];
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('puts the right choice and every question in every place about equally often', async () => {
    const pool = content.pool({});
    const places = new Map<string, number>();
    const firsts = new Map<string, number>();
    const rounds = 4000;
    for (let round = 0; round < rounds; round += 1) {
      const [first] = await drawQuestions(key, content, pool, drawOf({}, `s${round}`), [0]);
      if (first === undefined) throw new Error('nothing drawn');
      places.set(first.right, (places.get(first.right) ?? 0) + 1);
      firsts.set(first.track.id, (firsts.get(first.track.id) ?? 0) + 1);
    }
    // Six standard deviations: about 1 in 500 million for a fair draw, and the seeds are fixed anyway.
    for (const count of places.values())
      expect(Math.abs(count - rounds / 4)).toBeLessThan(6 * Math.sqrt(rounds * 0.25 * 0.75));
    const mean = rounds / pool.tracks.length;
    expect(firsts.size).toBeGreaterThan(pool.tracks.length * 0.98);
    for (const count of firsts.values()) expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean));
  });

  it('gives a player nothing for picking the first choice of the series or era that was asked for', async () => {
    const asked: Filters[] = questions.series.flatMap((one) => [
      { series: [one] },
      ...ERAS.map((era) => ({ series: [one], era })),
    ]);
    asked.push(...ERAS.map((era) => ({ era })));
    const byGame = new Map(questions.tracks.map((track) => [track.game, track]));
    for (const filters of asked) {
      const pool = content.pool(filters);
      if (pool.games.length < 3) continue;
      let right = 0;
      let total = 0;
      for (let round = 0; round < 60; round += 1) {
        const indexes = pool.tracks.slice(0, 4).map((_, index) => index);
        for (const question of await drawQuestions(key, content, pool, drawOf(filters, `bot${round}`), indexes)) {
          const guess = question.choices.find(({ text }) => {
            const { series = '', year = 0 } = byGame.get(text) ?? {};
            return (filters.series ?? [series]).includes(series) && (filters.era ?? eraOf(year)) === eraOf(year);
          });
          total += 1;
          if (guess?.id === question.right) right += 1;
        }
      }
      expect(right / total, JSON.stringify(filters)).toBeLessThan(0.5);
    }
  });

  it('stays within the asked-for series where that has four games, whatever the era', async () => {
    const filters: Filters = { series: ['zelda'], era: '90s' };
    const pool = content.pool(filters);
    expect(pool.games.length).toBeLessThan(6);
    const drawn = await drawQuestions(key, content, pool, drawOf(filters, 'x'), [0, 1, 2]);
    const zelda = content.pool({ series: ['zelda'] }).games;
    for (const { choices } of drawn) for (const { text } of choices) expect(zelda).toContain(text);
  });
});
