/**
 * Decides between two tabs that hold the same round: which snapshot is further on.
 *
 * The server already lets only one answer count. This keeps a tab that is behind from writing over the one that is
 * ahead, and tells the player instead.
 */
import type { RoundSnapshot } from './round.types.ts';

/** Why this tab may not go on with what it holds. */
export type Overtaken = 'answered_elsewhere' | 'newer_round';

/** Steps per question: asking 0, sending 1, ended 2; the reveal of the question before is one less than asking. */
const STEPS = 4;

/** A number that grows with every step of one round. */
export function progressOf({ history, phase }: RoundSnapshot): number {
  const base = history.length * STEPS;
  switch (phase.kind) {
    case 'asking':
    case 'finished':
      return base;
    case 'sending':
      return base + 1;
    case 'ended':
      return base + 2;
    case 'revealed':
      return base - 1;
  }
}

/**
 * Compares what another tab stored with what this tab is about to store.
 *
 * @returns The reason to hold back, or `undefined` when this tab may write.
 */
export function overtakenBy(stored: RoundSnapshot | undefined, own: RoundSnapshot): Overtaken | undefined {
  if (stored === undefined) return undefined;
  if (stored.round.id !== own.round.id) return 'newer_round';
  const lead = progressOf(stored) - progressOf(own);
  if (lead > 0) return 'answered_elsewhere';
  const answeredDifferently =
    lead === 0 &&
    stored.phase.kind === 'sending' &&
    own.phase.kind === 'sending' &&
    stored.phase.answer !== own.phase.answer;
  return answeredDifferently ? 'answered_elsewhere' : undefined;
}
