import { describe, expect, it } from 'vitest';
import questions from '../../content/questions.json';
import { eraOf, questionSet } from '../../shared/content.schema.ts';
import { DIFFICULTIES, ERAS } from '../../shared/rounds.vocabulary.ts';
import { parseContent } from './content.ts';

type Draft = typeof questions;
type DraftTrack = Draft['tracks'][number] & { alsoIn?: string[] };

function problemsOf(change: (draft: { tracks: DraftTrack[] } & Draft) => void): string[] {
  const draft = structuredClone(questions) as { tracks: DraftTrack[] } & Draft;
  change(draft);
  return questionSet.safeParse(draft).error?.issues.map(({ message }) => message) ?? [];
}

function track(draft: { tracks: DraftTrack[] }, index: number): DraftTrack {
  const found = draft.tracks[index];
  if (found === undefined) throw new Error(`no track ${index}`);
  return found;
}

describe('the question set of this repository', () => {
  const content = parseContent(questions);

  it('has at least 200 tracks', () => {
    expect(content.pool({}).tracks.length).toBeGreaterThanOrEqual(200);
  });

  it.each(DIFFICULTIES.flatMap((difficulty) => ERAS.map((era) => ({ difficulty, era }))))(
    'allows a whole default round for $difficulty $era, from at least 4 games',
    (filters) => {
      const pool = content.pool(filters);
      expect(pool.tracks.length).toBeGreaterThanOrEqual(content.mode.defaultTotal);
      expect(pool.games.length).toBeGreaterThanOrEqual(4);
    },
  );

  it.each(questions.series)('has a default round and 4 games of the series %s', (series) => {
    const pool = content.pool({ series: [series] });
    expect(pool.tracks.length).toBeGreaterThanOrEqual(content.mode.defaultTotal);
    expect(pool.games.length).toBeGreaterThanOrEqual(4);
  });

  it('has tracks beyond the series of the manifest', () => {
    expect(questions.tracks.filter(({ series }) => !questions.series.includes(series)).length).toBeGreaterThan(50);
  });
});

describe('the validator', () => {
  it('passes what is right', () => {
    expect(problemsOf(() => undefined)).toEqual([]);
  });

  it.each<[string, RegExp, (draft: { tracks: DraftTrack[] } & Draft) => void]>([
    [
      'an id used twice',
      /id .* used twice/,
      (draft) => {
        track(draft, 0).id = track(draft, 1).id;
      },
    ],
    [
      'a title used twice, spelled otherwise',
      /title .* used twice/,
      (draft) => {
        track(draft, 0).title = ` ${track(draft, 1).title.toUpperCase()}!`;
      },
    ],
    [
      'a title that prints the answer',
      /prints the answer/,
      (draft) => {
        track(draft, 0).title = `The ${track(draft, 0).game} Song`;
      },
    ],
    [
      'a game with two years',
      /another spelling, series or year/,
      (draft) => {
        track(draft, 1).game = track(draft, 0).game;
        track(draft, 1).series = track(draft, 0).series;
        track(draft, 1).year = track(draft, 0).year + 1;
      },
    ],
    [
      'the own game among alsoIn',
      /own game/,
      (draft) => {
        track(draft, 0).alsoIn = [track(draft, 0).game];
      },
    ],
    [
      'a year out of range',
      /small/,
      (draft) => {
        track(draft, 0).year = 1979;
      },
    ],
    [
      'an unknown field',
      /key/i,
      (draft) => {
        Object.assign(track(draft, 0), { url: 'x' });
      },
    ],
    [
      'mixed as a series',
      /Invalid/,
      (draft) => {
        draft.series.push('mixed');
      },
    ],
    [
      'an id that tells something',
      /Invalid/,
      (draft) => {
        track(draft, 0).id = 'ff6-terra';
      },
    ],
    [
      'fewer than 4 games',
      /fewer than 4/,
      (draft) => {
        for (const item of draft.tracks)
          Object.assign(item, { game: 'One', series: 'one', year: 1990, title: `x${item.id}` });
      },
    ],
    [
      'too few wrong choices',
      /too few games/,
      (draft) => {
        track(draft, 0).alsoIn = [];
        draft.tracks = draft.tracks
          .filter((item, index) => draft.tracks.findIndex(({ game }) => game === item.game) === index)
          .slice(0, 4);
        track(draft, 0).alsoIn = [track(draft, 1).game];
      },
    ],
  ])('refuses %s', (_, message, change) => {
    expect(problemsOf(change).join('\n')).toMatch(message);
  });
});

describe('eraOf', () => {
  it('maps the edges of each decade', () => {
    expect([1980, 1989, 1990, 1999, 2000, 2009, 2010, 2019, 2020, 2029].map(eraOf)).toEqual(
      ERAS.flatMap((era) => [era, era]),
    );
    expect(() => eraOf(1979)).toThrow(RangeError);
    expect(() => eraOf(2030)).toThrow(RangeError);
  });
});
