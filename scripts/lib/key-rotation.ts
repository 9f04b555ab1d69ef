/**
 * The walk of a key rotation as a pure function: where the ring stands, what a command would change, and why it may not.
 * It knows names and times only; values come in through `newKey` and leave through `changes`, and are never shown.
 *
 * @see docs/runbooks/key-rotation.md
 */

/** What is set in the target: the variables themselves are secret, their presence is not. */
export interface RingSettings {
  readonly hasCurrent: boolean;
  readonly hasNew: boolean;
  readonly signer: 'current' | 'new';
}

/** What the exported metrics say about the two keys. */
export interface RingFacts {
  /** Tokens verified with the key that signs no more, and with the one that signs, since the last step. */
  readonly verifiedWithOld: number;
  readonly verifiedWithSigning: number;
  /** When the key that is about to go last signed a token, in seconds since the Unix epoch; undefined for never. */
  readonly goingLastSignedAt: number | undefined;
}

export type RotationCommand = 'begin' | 'switch' | 'finish' | 'abort' | 'emergency';
export type RotationPhase = 'steady' | 'announced' | 'switched';

/** Variables to set, or to delete where the value is null. All of a step change at once. */
export type SecretChanges = Readonly<Record<string, string | null>>;

export type Step =
  | { readonly ok: true; readonly changes: SecretChanges; readonly summary: string }
  /** `safeAt`: when the same command would be safe, in seconds since the Unix epoch. */
  | { readonly ok: false; readonly reason: string; readonly safeAt?: number };

/** A key may go when at most this share of tokens is still verified with it. */
const OLD_SHARE_MAX = 0.05;
/** Seconds by which the metrics may be behind: an isolate hands over once a second, a busy shard takes a little longer. */
export const METRICS_LAG_SECONDS = 10;
/** Seconds that a new key must have been announced before it signs: every isolate must have it by then. */
export const ANNOUNCE_SECONDS_MIN = 60;

export function phaseOf({ hasNew, signer }: RingSettings): RotationPhase {
  if (!hasNew) return 'steady';
  return signer === 'new' ? 'switched' : 'announced';
}

interface StepInput {
  readonly command: RotationCommand;
  readonly settings: RingSettings;
  /** Undefined when they could not be read. */
  readonly facts: RingFacts | undefined;
  /** A fresh key for `begin` and `emergency`; the key of `begin` for `finish`. */
  readonly newKey: string | undefined;
  /** When the last step was made, in seconds since the Unix epoch; undefined when nobody noted it. */
  readonly lastStepAt: number | undefined;
  readonly now: number;
  /** Lifetime of a token in seconds. */
  readonly tokenTtlSeconds: number;
}

/** What a command would do now, or why it would not be safe. */
export function planStep(input: StepInput): Step {
  const phase = phaseOf(input.settings);
  switch (input.command) {
    case 'begin':
      if (phase !== 'steady') return refuse(`A rotation is under way (${phase}). Finish or abort it first.`);
      return change({ JWT_SECRET_NEW: requireKey(input) }, 'The new key is announced: it verifies and does not sign.');
    case 'switch':
      return planSwitch(input, phase);
    case 'finish':
      if (phase !== 'switched')
        return refuse(
          phase === 'steady' ? 'No rotation is under way.' : 'The new key does not sign yet: "switch" comes first.',
        );
      if (input.newKey === undefined)
        return refuse('The value of the new key is not on this machine. Run "finish" where "begin" was run, or abort.');
      return (
        mayNotGo(input, 'The old key') ??
        change(
          { JWT_SECRET: requireKey(input), JWT_SECRET_NEW: null, JWT_SIGNER: null },
          'The old key is retired: nothing verifies with it any more.',
        )
      );
    case 'abort':
      return planAbort(input, phase);
    case 'emergency':
      return change(
        { JWT_SECRET: requireKey(input), JWT_SECRET_NEW: null, JWT_SIGNER: null },
        'Every token and receipt signed before is dead. Players are asked to start a new round.',
      );
  }
}

function planSwitch(input: StepInput, phase: RotationPhase): Step {
  if (phase === 'steady') return refuse('No new key is announced: "begin" comes first.');
  if (phase === 'switched') return refuse('The new key signs already.');
  const safeAt = (input.lastStepAt ?? Number.NEGATIVE_INFINITY) + ANNOUNCE_SECONDS_MIN;
  if (input.now < safeAt) return refuse('The new key was announced just now; some isolates may not have it.', safeAt);
  return change({ JWT_SIGNER: 'new' }, 'The new key signs; the old one still verifies.');
}

/** Back by one step: from switched to announced at once, from announced to steady when no token of the new key lives. */
function planAbort(input: StepInput, phase: RotationPhase): Step {
  if (phase === 'steady') return refuse('No rotation is under way.');
  if (phase === 'switched')
    return change(
      { JWT_SIGNER: null },
      'The old key signs again; the new one still verifies. Abort again to remove it.',
    );
  return (
    mayNotGo(input, 'The new key') ?? change({ JWT_SECRET_NEW: null }, 'The new key is removed: all is as before.')
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

function change(changes: SecretChanges, summary: string): Step {
  return { ok: true, changes, summary };
}

function refuse(reason: string, safeAt?: number): Step {
  return { ok: false, reason, ...(safeAt !== undefined && { safeAt }) };
}

function requireKey({ newKey, command }: StepInput): string {
  if (newKey === undefined) throw new Error(`"${command}" needs a key.`);
  return newKey;
}
