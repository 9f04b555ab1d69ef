/**
 * Which question comes when, and which choices it has: a pure function of the round's seed and a server secret.
 *
 * A token shows its seed, so every draw is keyed: without the secret nobody can tell the order or the right choice from
 * anything a client holds, and seeing some draws tells nothing about the others (HMAC-SHA-512 as pseudo-random function).
 * The secret does not change when token keys rotate, so a rotation cannot reorder a round under way.
 */
import type { Track } from '../../shared/content.schema.ts';
import { normalise } from '../../shared/content.schema.ts';
import { CHOICE_IDS, type ChoiceId } from '../../shared/rounds.vocabulary.ts';
import { type Content, type Pool, rightGames } from './content.ts';
import { DISTRACTOR_POOL_MIN } from './rounds.constants.ts';

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
    return drawChoices(content, pool, track, choiceWords[nth] ?? []);
  });
}

function drawChoices(content: Content, pool: Pool, track: Track, words: ArrayLike<number>): Question {
  const wrongCount = CHOICE_IDS.length - 1;
  const candidates = wrongGames(content, pool, track);
  const wrong = partialShuffle(candidates.length, Array.from(words).slice(0, wrongCount));
  const games = [track.game, ...wrong.map((position) => candidates[position] ?? '')];
  const places = partialShuffle(CHOICE_IDS.length, Array.from(words).slice(wrongCount, wrongCount + CHOICE_IDS.length));
  const choices = CHOICE_IDS.map((id, place) => ({ id, text: games[places[place] ?? 0] ?? '' }));
  return { track, choices, right: CHOICE_IDS[places.indexOf(0)] ?? 'a' };
}

/**
 * Games for wrong choices, the closest circle that is large enough: same filters and era, same filters, same era, all.
 * Otherwise the one game of the era would give itself away.
 */
function wrongGames(content: Content, pool: Pool, track: Track): readonly string[] {
  const right = rightGames(track);
  const isWrong = (game: string) => !right.has(normalise(game));
  const era = new Set(content.gamesOfEra(track));
  const filtered = pool.games.filter(isWrong);
  const circles = [filtered.filter((game) => era.has(game)), filtered, [...era].filter(isWrong)];
  return circles.find((games) => games.length >= DISTRACTOR_POOL_MIN) ?? content.games.filter(isWrong);
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
