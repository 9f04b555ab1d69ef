/**
 * When an encryption key may go: when no record at rest is sealed by it, and nothing under way was sealed by it either.
 * What a page of metrics does not say counts as not known, never as nothing.
 */
import { createHash } from 'node:crypto';
import type { MetricName } from '../../workers/kernel/metrics/catalogue.ts';
import { planWalk, type RingWords, refuse, type Step, type WalkCommand, type WalkInput } from './key-rotation.ts';
import type { PageSample } from './metrics-page.ts';

export const ENCRYPTION_RING: RingWords = {
  names: { current: 'ENCRYPTION_KEY', next: 'ENCRYPTION_KEY_NEW', signer: 'ENCRYPTION_SIGNER' },
  signs: 'seals',
  verifies: 'opens',
};

/** One key that the running Worker tells of. */
export interface SealedFact {
  readonly kid: string;
  /** Its state there; `unknown` when records name a key that the ring does not have. */
  readonly state: string;
  readonly records: number;
}

interface StepInput extends WalkInput {
  readonly command: WalkCommand;
  /** Undefined when they could not be read. */
  readonly facts: readonly SealedFact[] | undefined;
  /** Seconds for which something that is not counted among the records may wait sealed. */
  readonly underWaySeconds: number;
}

/** What a command would do now, or why it would not be safe. */
export function planEncryptionStep(input: StepInput): Step {
  return planWalk(ENCRYPTION_RING, input.command, input, (which) => mayNotGo(input, which));
}

function mayNotGo(
  { command, facts, newKey, lastStepAt, now, underWaySeconds }: StepInput,
  which: string,
): Step | undefined {
  const name = which.toLowerCase();
  if (facts === undefined) return refuse(`The metrics could not be read, so nobody knows what ${name} still seals.`);
  const going = facts.find(({ state }) => state === (command === 'finish' ? 'open-only' : 'announced'));
  const staying = facts.find(({ state }) => state === 'sealing');
  if (going === undefined || staying === undefined) {
    return refuse('The running Worker does not tell of both keys: it may not have the last step yet.');
  }
  if (command === 'finish' && newKey !== undefined && staying.kid !== encryptionKid(newKey)) {
    return refuse('The key that seals is not the one that "begin" made on this machine.');
  }
  const { records } = going;
  if (records > 0)
    return refuse(`${which} still seals ${records} ${records === 1 ? 'record' : 'records'}: run "sweep".`);
  // Without a note nobody knows when it sealed last, so the wait begins now and has no end: abort and begin anew.
  const safeAt = (lastStepAt ?? now) + underWaySeconds;
  return now < safeAt ? refuse(`Something under way may still be sealed by ${name}.`, safeAt) : undefined;
}

/** Id of a key as sealed records and metrics name it: 16 hex digits of SHA-256 of its bytes. */
export function encryptionKid(key: string): string {
  return createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16);
}

/** @returns undefined when the page does not tell: no such series, or its source failed. */
export function sealedFacts(page: readonly PageSample[]): SealedFact[] | undefined {
  const name: MetricName = 'sealed_records';
  const facts = page
    .filter((sample) => sample.name === name)
    .map(({ labels, value }) => ({ kid: labels.get('kid') ?? '', state: labels.get('key') ?? '', records: value }));
  return facts.length === 0 ? undefined : facts;
}

/** Lines for `status`. */
export function describeFacts(facts: readonly SealedFact[] | undefined): string[] {
  return (facts ?? []).map(({ kid, state, records }) => `  ${kid} (${state}) seals ${records} records`);
}
