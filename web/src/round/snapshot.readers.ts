/** Readers for the parts of a stored round: its facts, questions and outcomes. Each throws `ShapeError`. */
import type { Answer, Filters, Reveal } from '../../../shared/rounds.schema.ts';
import {
  ANSWER_SKIP,
  ANSWER_TIMEOUT,
  CHOICE_IDS,
  DIFFICULTIES,
  ERAS,
  ROUND_TOTAL_MAX,
  SERIES_FILTER_MAX,
} from '../../../shared/rounds.vocabulary.ts';
import { booleanOf, closedObject, integerOf, listOf, oneOf, ShapeError, textOf } from '../storage/shape.ts';
import { QUESTION_SECONDS } from './round.constants.ts';
import type { Choice, Outcome, Question, RoundFacts } from './round.types.ts';

const ANSWERS = [...CHOICE_IDS, ANSWER_TIMEOUT, ANSWER_SKIP] as const;
/** Characters in a title, a game or a name; far above what the catalogue holds. */
const TEXT_CHARS_MAX = 400;
const YEAR_MIN = 1950;
const YEAR_MAX = 2200;

export function readAnswer(value: unknown): Answer {
  return oneOf(value, ANSWERS);
}

export function readRound(value: unknown): RoundFacts {
  const it = closedObject(value, ['id', 'mode', 'date', 'filters', 'total']);
  return {
    id: textOf(it.id, 64),
    mode: textOf(it.mode, 64),
    date: textOf(it.date, 10),
    filters: readFilters(it.filters),
    total: integerOf(it.total, 1, ROUND_TOTAL_MAX),
  };
}

function readFilters(value: unknown): Filters {
  const it = closedObject(value, ['difficulty', 'era', 'series']);
  return {
    ...(it.difficulty !== undefined && { difficulty: oneOf(it.difficulty, DIFFICULTIES) }),
    ...(it.era !== undefined && { era: oneOf(it.era, ERAS) }),
    ...(it.series !== undefined && {
      series: listOf(it.series, SERIES_FILTER_MAX, (entry) => textOf(entry, 40)),
    }),
  };
}

export function readQuestion(value: unknown): Question {
  const it = closedObject(value, ['index', 'id', 'title', 'choices']);
  const choices = listOf(it.choices, CHOICE_IDS.length, readChoice);
  if (new Set(choices.map((choice) => choice.id)).size !== CHOICE_IDS.length) throw new ShapeError('a to d expected');
  return {
    index: integerOf(it.index, 1, ROUND_TOTAL_MAX),
    id: textOf(it.id, TEXT_CHARS_MAX),
    title: textOf(it.title, TEXT_CHARS_MAX),
    choices,
  };
}

function readChoice(value: unknown): Choice {
  const it = closedObject(value, ['id', 'text']);
  return { id: oneOf(it.id, CHOICE_IDS), text: textOf(it.text, TEXT_CHARS_MAX) };
}

export function readOutcome(value: unknown): Outcome {
  const it = closedObject(value, ['question', 'answer', 'remainingSeconds', 'correct', 'correctAnswer', 'reveal']);
  return {
    question: readQuestion(it.question),
    answer: readAnswer(it.answer),
    remainingSeconds: integerOf(it.remainingSeconds, 0, QUESTION_SECONDS),
    correct: booleanOf(it.correct),
    correctAnswer: oneOf(it.correctAnswer, CHOICE_IDS),
    reveal: readReveal(it.reveal),
  };
}

function readReveal(value: unknown): Reveal {
  const it = closedObject(value, ['title', 'game', 'composer', 'year', 'platform', 'series']);
  const text = (key: string) => textOf(it[key], TEXT_CHARS_MAX);
  return {
    title: text('title'),
    game: text('game'),
    composer: text('composer'),
    year: integerOf(it.year, YEAR_MIN, YEAR_MAX),
    platform: text('platform'),
    series: text('series'),
  };
}
