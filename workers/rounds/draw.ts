/**
 * Which question comes when, and which choices it has: a pure function of the round's seed and a server secret.
 *
 * A token shows its seed, so every draw is keyed: without the secret nobody can tell the order or the right choice from
 * anything a client holds, and seeing some draws tells nothing about the others (HMAC-SHA-512 as pseudo-random function).
 * The secret does not change when token keys rotate, so a rotation cannot reorder a round under way.
 */
import type { Track } from '../../shared/content.schema.ts';
import { CHOICE_IDS, type ChoiceId } from '../../shared/rounds.vocabulary.ts';
import { type Content, type Pool, rightGames } from './content.ts';

const WORDS_PER_BLOCK = 16;

/** What fixes the order of a round. */
export interface DrawSeed {
  readonly version: number;
  readonly mode: string;
  readonly filtersKey: string;
  readonly seed: string;
}

export interface Question {
  readonly track: Track;
  readonly choices: readonly { readonly id: ChoiceId; readonly text: string }[];
  readonly right: ChoiceId;
}

/** Imports the secret once per isolate. */
export async function importDrawKey(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-512' };
  return await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign']);
}

/**
 * Draws some questions of a round.
 *
 * @param indexes Positions in the round, each from 0 and below the size of the pool.
 * @returns The questions in the order of `indexes`.
 */
export async function drawQuestions(
  key: CryptoKey,
  content: Content,
  pool: Pool,
  seed: DrawSeed,
  indexes: readonly number[],
): Promise<Question[]> {
  const [order, ...choiceWords] = await Promise.all([
    keyedWords(key, seed, 'order', Math.max(...indexes) + 1),
    ...indexes.map((index) => keyedWords(key, seed, `choices ${index}`, 2 * CHOICE_IDS.length)),
  ]);
  const positions = partialShuffle(pool.tracks.length, order ?? []);
  return indexes.map((index, nth) => {
    const track = pool.tracks[positions[index] ?? -1];
    if (track === undefined) throw new RangeError(`no question ${index} in a pool of ${pool.tracks.length}`);
    return drawChoices(content, pool, track, [...(choiceWords[nth] ?? [])]);
  });
}

function drawChoices(content: Content, pool: Pool, track: Track, words: readonly number[]): Question {
  const wrongCount = CHOICE_IDS.length - 1;
  const games = [track.game, ...drawWrong(content, pool, track, words.slice(0, wrongCount))];
  const places = partialShuffle(CHOICE_IDS.length, words.slice(wrongCount, wrongCount + CHOICE_IDS.length));
  const choices = CHOICE_IDS.map((id, place) => ({ id, text: games[places[place] ?? 0] ?? '' }));
  return { track, choices, right: CHOICE_IDS[places.indexOf(0)] ?? 'a' };
}

/**
 * Wrong choices: as many as possible from the closest circle, then from the next. The circles keep what the player asked
 * for as long as they can, or the one game of the asked-for series would give itself away.
 */
function drawWrong(content: Content, pool: Pool, track: Track, words: readonly number[]): string[] {
  const right = rightGames(track);
  const { series } = pool.filters;
  const era = new Set(content.gamesOfEra(track));
  const sameEra = pool.games.filter((game) => era.has(game));
  const circles = [
    // All four of one era, when that era has enough: fewer would mark the odd one out as wrong.
    sameEra.filter((game) => !right.has(game)).length >= words.length ? sameEra : [],
    pool.games,
    ...(series === undefined ? [] : [content.pool({ series }).games]),
    [...era],
    content.games,
  ];
  const chosen = new Set<string>();
  for (const circle of circles) {
    const left = words.slice(chosen.size);
    if (left.length === 0) break;
    const candidates = circle.filter((game) => !right.has(game) && !chosen.has(game));
    for (const position of partialShuffle(candidates.length, left)) chosen.add(candidates[position] ?? '');
  }
  return [...chosen];
}

/**
 * The first steps of a Fisher–Yates shuffle of 0 … size − 1, one word for each step. Multiply-and-shift maps a 32-bit
 * word to a range with a bias below size / 2^32.
 */
function partialShuffle(size: number, words: ArrayLike<number>): number[] {
  const moved = new Map<number, number>();
  const steps = Math.min(words.length, size);
  return Array.from({ length: steps }, (_, step) => {
    const pick = step + Math.floor(((words[step] ?? 0) / 2 ** 32) * (size - step));
    const value = moved.get(pick) ?? pick;
    moved.set(pick, moved.get(step) ?? step);
    return value;
  });
}

async function keyedWords(key: CryptoKey, seed: DrawSeed, purpose: string, count: number): Promise<Uint32Array> {
  const blocks = Math.ceil(count / WORDS_PER_BLOCK);
  const words = new Uint32Array(blocks * WORDS_PER_BLOCK);
  await Promise.all(
    Array.from({ length: blocks }, async (_, block) => {
      const message = JSON.stringify([purpose, block, seed.version, seed.mode, seed.filtersKey, seed.seed]);
      const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message));
      const view = new DataView(mac);
      for (let nth = 0; nth < WORDS_PER_BLOCK; nth += 1) {
        words[block * WORDS_PER_BLOCK + nth] = view.getUint32(nth * 4);
      }
    }),
  );
  return words.subarray(0, count);
}
