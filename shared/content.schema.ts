/**
 * The question set: one reviewed file of facts about video game music, published as a whole under a version number.
 * The rules below are what the game needs to be fair; `npm run content -- check` and the tests hold the file to them.
 */
import * as z from 'zod';
import { CHOICE_IDS, DIFFICULTIES, ERAS, type Era, MIXED, ROUND_TOTAL_MAX } from './rounds.vocabulary.ts';

const FIRST_YEAR = 1980;
/** A game whose name is shorter may by chance be part of a title. */
const ANSWER_CHARS_MIN = 4;
const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(40);
const fact = (charsMax: number) => z.string().trim().min(1).max(charsMax);

export const track = z.strictObject({
  /** Random, so that it tells nothing about the answer. */
  id: z.string().regex(/^t[0-9a-z]{7}$/),
  title: fact(80),
  game: fact(80),
  series: slug,
  composer: fact(120),
  year: z
    .int()
    .min(FIRST_YEAR)
    .max(FIRST_YEAR + ERAS.length * 10 - 1),
  platform: fact(40),
  difficulty: z.enum(DIFFICULTIES),
  /** Other games in which this very piece is heard: never offered as a wrong choice. */
  alsoIn: z.array(fact(80)).max(20).optional(),
});

export const questionSet = z
  .strictObject({
    version: z.int().min(1).max(1_000_000),
    mode: z.strictObject({
      id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
      title: fact(80),
      defaultTotal: z.int().min(1).max(ROUND_TOTAL_MAX),
      locale: z.enum(['ja', 'en']),
    }),
    /** Series that the manifest offers as filters. */
    series: z
      .array(slug.refine((value) => value !== MIXED))
      .min(1)
      .max(32),
    tracks: z.array(track).min(CHOICE_IDS.length).max(5000),
  })
  .superRefine((set, context) => {
    const report = (index: number, message: string) =>
      context.addIssue({ code: 'custom', message, path: ['tracks', index] });
    const ids = new Set<string>();
    const titles = new Map<string, number>();
    const games = new Map<string, Track>();
    for (const [index, item] of set.tracks.entries()) {
      if (ids.has(item.id)) report(index, `the id ${item.id} is used twice`);
      ids.add(item.id);
      const title = normalise(item.title);
      if (titles.has(title)) report(index, `the title "${item.title}" is used twice: a wrong choice could be right`);
      titles.set(title, index);
      if (contains(item.title, item.game)) report(index, `the title "${item.title}" prints the answer`);
      if (item.alsoIn?.includes(item.game)) report(index, 'alsoIn names the own game');
      const twin = games.get(normalise(item.game));
      if (twin === undefined) games.set(normalise(item.game), item);
      else if (`${twin.game}|${twin.series}|${twin.year}` !== `${item.game}|${item.series}|${item.year}`) {
        report(index, `"${item.game}" has another spelling, series or year in another row`);
      }
    }
    if (games.size < CHOICE_IDS.length) report(0, `fewer than ${CHOICE_IDS.length} different games`);
    for (const [index, item] of set.tracks.entries()) {
      for (const other of item.alsoIn ?? []) {
        const twin = games.get(normalise(other));
        if (twin !== undefined && twin.game !== other) report(index, `alsoIn has another spelling of "${twin.game}"`);
      }
      const excluded = new Set([item.game, ...(item.alsoIn ?? [])].map(normalise));
      const wrong = [...games.keys()].filter((game) => !excluded.has(game)).length;
      if (wrong < CHOICE_IDS.length - 1) report(index, 'too few games remain for wrong choices');
    }
  });

export type Track = Readonly<z.infer<typeof track>>;
export type QuestionSet = Readonly<z.infer<typeof questionSet>>;

/** A question set as it is published: compact JSON in the order of the schema. Equal sets have equal texts. */
export function questionSetText(value: unknown): string {
  return JSON.stringify(questionSet.parse(value));
}

/** The decade of a year, as the manifest names it. */
export function eraOf(year: number): Era {
  const era = ERAS[Math.floor((year - FIRST_YEAR) / 10)];
  if (era === undefined) throw new RangeError(`no era for the year ${year}`);
  return era;
}

/** Letters and digits of any script, lower case: what makes two titles the same to a reader. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function contains(title: string, game: string): boolean {
  const shortGame = normalise(game);
  return shortGame.length >= ANSWER_CHARS_MIN && normalise(title).includes(shortGame);
}
