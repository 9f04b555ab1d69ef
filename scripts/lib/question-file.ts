/** Reads a question set from a file and says in plain words what is wrong with it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eraOf, type QuestionSet, questionSet, questionSetText } from '../../shared/content.schema.ts';
import { DIFFICULTIES, ERAS } from '../../shared/rounds.vocabulary.ts';

export interface QuestionFile {
  readonly set: QuestionSet;
  /** The set as it is published: compact JSON. */
  readonly text: string;
  /** Digest of `text`. */
  readonly sha256: string;
  /** Tracks for each pair of difficulty and era. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** @throws Error with one line for each problem, naming the row. */
export function readQuestionSet(file: string): QuestionFile {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const parsed = questionSet.safeParse(json);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`);
    throw new Error(`${file} breaks the rules:\n${lines.join('\n')}`);
  }
  const text = questionSetText(parsed.data);
  return {
    set: parsed.data,
    text,
    sha256: createHash('sha256').update(text).digest('hex'),
    counts: Object.fromEntries(DIFFICULTIES.map((difficulty) => [difficulty, countByEra(parsed.data, difficulty)])),
  };
}

function countByEra(set: QuestionSet, difficulty: string): Record<string, number> {
  const tracks = set.tracks.filter((track) => track.difficulty === difficulty);
  return Object.fromEntries(ERAS.map((era) => [era, tracks.filter(({ year }) => eraOf(year) === era).length]));
}
