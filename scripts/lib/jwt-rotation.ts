/** When a key of the round tokens may go: when nothing that it signed is alive, and next to nothing verifies with it. */
import {
  change,
  planWalk,
  type RingWords,
  refuse,
  requireKey,
  type Step,
  type WalkCommand,
  type WalkInput,
} from './key-rotation.ts';

/** What the exported metrics say about the two keys. */
export interface RingFacts {
  /** Tokens verified with the key that signs no more, and with the one that signs, since the last step. */
  readonly verifiedWithOld: number;
  readonly verifiedWithSigning: number;
  /** When the key that is about to go last signed a token, in seconds since the Unix epoch; undefined for never. */
  readonly goingLastSignedAt: number | undefined;
}

export type RotationCommand = WalkCommand | 'emergency';

export const JWT_RING: RingWords = {
  names: { current: 'JWT_SECRET', next: 'JWT_SECRET_NEW', signer: 'JWT_SIGNER' },
  signs: 'signs',
  verifies: 'verifies',
};

/** A key may go when at most this share of tokens is still verified with it. */
const OLD_SHARE_MAX = 0.05;
/** Seconds by which the metrics may be behind: an isolate hands over once a second, a busy shard takes a little longer. */
export const METRICS_LAG_SECONDS = 10;

interface StepInput extends WalkInput {
  readonly command: RotationCommand;
  /** Undefined when they could not be read. */
  readonly facts: RingFacts | undefined;
  /** Lifetime of a token in seconds. */
  readonly tokenTtlSeconds: number;
}

/** What a command would do now, or why it would not be safe. */
export function planStep(input: StepInput): Step {
  if (input.command !== 'emergency') return planWalk(JWT_RING, input.command, input, (which) => mayNotGo(input, which));
  const { names } = JWT_RING;
  return change(
    { [names.current]: requireKey(input.command, input), [names.next]: null, [names.signer]: null },
    'Every token and receipt signed before is dead. Players are asked to start a new round.',
  );
}

function mayNotGo({ facts, now, tokenTtlSeconds }: StepInput, which: string): Step | undefined {
  if (facts === undefined)
    return refuse(`The metrics could not be read, so nobody knows whether ${which.toLowerCase()} is still used.`);
  const safeAt = (facts.goingLastSignedAt ?? Number.NEGATIVE_INFINITY) + tokenTtlSeconds + METRICS_LAG_SECONDS;
  if (now < safeAt) return refuse(`${which} signed a token that is still alive.`, safeAt);
  const all = facts.verifiedWithOld + facts.verifiedWithSigning;
  const share = all === 0 ? 0 : facts.verifiedWithOld / all;
  if (share > OLD_SHARE_MAX)
    return refuse(
      `${which} still verifies ${(share * 100).toFixed(1)} % of the tokens (at most ${OLD_SHARE_MAX * 100} %).`,
    );
  return undefined;
}
