/** Eras of the contract as years, for texts that spell the decade out. */
import type { Era } from '../../../shared/rounds.vocabulary.ts';

/** First year of an era: "80s" is 1980, "00s" is 2000. */
export function firstYearOf(era: Era): number {
  const decade = Number.parseInt(era, 10);
  return decade >= 80 ? 1900 + decade : 2000 + decade;
}
