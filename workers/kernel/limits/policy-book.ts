/** The numbers that hold now: the table, with what an operator has set over it. */
import type { LimitMode, PolicyName } from '../../../shared/limits.vocabulary.ts';
import type { WaitUntil } from '../coalescer.ts';
import type { Check } from './decide.ts';
import { POLICIES } from './policies.ts';

/** What an override changes. */
export interface PolicyChange {
  readonly limit?: number | undefined;
  readonly mode?: LimitMode | undefined;
}

export interface PolicyBook {
  /** Makes sure that the book is as new as promised. Waits only when it is not. */
  refresh(waitUntil: WaitUntil): Promise<void>;
  /** What is set over a policy for a key. */
  changeOf(policy: PolicyName, key: string): PolicyChange | undefined;
  /** Another value whenever an operator has changed something: what was learnt before no longer holds. */
  readonly revision: number;
}

/** The table alone. */
export const bareBook: PolicyBook = {
  refresh: async () => undefined,
  changeOf: () => undefined,
  revision: 0,
};

/** The check to make for a key, or undefined when the policy is off. */
export function checkOf(book: PolicyBook, policy: PolicyName, key: string): Check | undefined {
  const { limit, windowSeconds, mode, cost } = POLICIES[policy];
  const change = book.changeOf(policy, key);
  const effective: LimitMode = change?.mode ?? mode;
  if (effective === 'off') return undefined;
  return { policy, key, cost, limit: change?.limit ?? limit, windowMs: windowSeconds * 1000, mode: effective };
}
