/**
 * The walk of a key rotation as a pure function, the same for every ring: where it stands, what a command would change, and
 * why it may not. It knows names and times only; values come in through `newKey` and leave through `changes`, and are never
 * shown. When a key may go is for each ring to say (jwt-rotation.ts, encryption-rotation.ts).
 *
 * @see docs/runbooks/key-rotation.md, docs/runbooks/encryption-key-rotation.md
 */

/** Names of a ring's secrets. */
export interface RingNames {
  readonly current: string;
  readonly next: string;
  /** Says which of the two is used for new things; only ever set to `new`. */
  readonly signer: string;
}

/** What is set in the target: the variables themselves are secret, their presence is not. */
export interface RingSettings {
  readonly hasCurrent: boolean;
  readonly hasNew: boolean;
  readonly signer: 'current' | 'new';
}

export type WalkCommand = 'begin' | 'switch' | 'finish' | 'abort';
export type RotationPhase = 'steady' | 'announced' | 'switched';

/** Variables to set, or to delete where the value is null. All of a step change at once. */
export type SecretChanges = Readonly<Record<string, string | null>>;

export type Step =
  | { readonly ok: true; readonly changes: SecretChanges; readonly summary: string }
  /** `safeAt`: when the same command would be safe, in seconds since the Unix epoch. */
  | { readonly ok: false; readonly reason: string; readonly safeAt?: number };

/** What a ring is, in the words of its steps. */
export interface RingWords {
  readonly names: RingNames;
  /** What the signing key does, such as `signs`. */
  readonly signs: string;
  /** What both keys do, such as `verifies`. */
  readonly verifies: string;
}

/** Seconds that a new key must have been announced before it signs: every isolate must have it by then. */
const ANNOUNCE_SECONDS_MIN = 60;

export function phaseOf({ hasNew, signer }: RingSettings): RotationPhase {
  if (!hasNew) return 'steady';
  return signer === 'new' ? 'switched' : 'announced';
}

export interface WalkInput {
  readonly settings: RingSettings;
  /** A fresh key for `begin`; the key of `begin` for `finish`. */
  readonly newKey: string | undefined;
  /** When the last step was made, in seconds since the Unix epoch; undefined when nobody noted it. */
  readonly lastStepAt: number | undefined;
  readonly now: number;
}

/**
 * What a command would do now, or why it would not be safe.
 *
 * @param mayNotGo Why the key that is about to go (`The old key` or `The new key`) may not; undefined when it may.
 */
export function planWalk(
  { names, signs, verifies }: RingWords,
  command: WalkCommand,
  input: WalkInput,
  mayNotGo: (which: string) => Step | undefined,
): Step {
  const phase = phaseOf(input.settings);
  switch (command) {
    case 'begin':
      if (phase !== 'steady') return refuse(`A rotation is under way (${phase}). Finish or abort it first.`);
      return change(
        { [names.next]: requireKey(command, input) },
        `The new key is announced: it ${verifies} and does not yet take over.`,
      );
    case 'switch':
      return planSwitch({ names, signs, verifies }, input, phase);
    case 'finish':
      if (phase !== 'switched')
        return refuse(
          phase === 'steady'
            ? 'No rotation is under way.'
            : 'The new key has not taken over yet: "switch" comes first.',
        );
      if (input.newKey === undefined)
        return refuse('The value of the new key is not on this machine. Run "finish" where "begin" was run, or abort.');
      return (
        mayNotGo('The old key') ??
        change(
          { [names.current]: input.newKey, [names.next]: null, [names.signer]: null },
          `The old key is retired: nothing ${verifies} with it any more.`,
        )
      );
    case 'abort':
      // Back by one step: from switched to announced at once, from announced to steady when nothing needs the new key.
      if (phase === 'steady') return refuse('No rotation is under way.');
      if (phase === 'switched')
        return change(
          { [names.signer]: null },
          `The old key ${signs} again; the new one still ${verifies}. Abort again to remove it.`,
        );
      return mayNotGo('The new key') ?? change({ [names.next]: null }, 'The new key is removed: all is as before.');
  }
}

function planSwitch({ names, signs, verifies }: RingWords, input: WalkInput, phase: RotationPhase): Step {
  if (phase === 'steady') return refuse('No new key is announced: "begin" comes first.');
  if (phase === 'switched') return refuse('The new key has taken over already.');
  const safeAt = (input.lastStepAt ?? Number.NEGATIVE_INFINITY) + ANNOUNCE_SECONDS_MIN;
  if (input.now < safeAt) return refuse('The new key was announced just now; some isolates may not have it.', safeAt);
  return change({ [names.signer]: 'new' }, `The new key ${signs}; the old one still ${verifies}.`);
}

export function change(changes: SecretChanges, summary: string): Step {
  return { ok: true, changes, summary };
}

export function refuse(reason: string, safeAt?: number): Step {
  return { ok: false, reason, ...(safeAt !== undefined && { safeAt }) };
}

export function requireKey(command: string, { newKey }: Pick<WalkInput, 'newKey'>): string {
  if (newKey === undefined) throw new Error(`"${command}" needs a key.`);
  return newKey;
}
