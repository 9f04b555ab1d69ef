/**
 * Whether the conditions of a policy hold, and what that rests on. A policy that does not hold because of an attribute
 * rests on nothing that can change by itself; one that does not hold because of the time may hold later.
 */
import { type AddressList, parseAddressList } from '../../kernel/address-list.ts';
import { attributeAt, compares, isReference } from './attributes.ts';
import { type Timed, withinHours } from './hours.ts';
import type { Condition, DecisionRequest, SubjectFacts } from './model.ts';

const FOREVER = Number.POSITIVE_INFINITY;

export interface Held extends Timed {
  readonly usesAddress: boolean;
}

/** Conditions made ready once for many requests. */
export interface ReadyConditions {
  readonly attributes: readonly Extract<Condition, { kind: 'attribute' }>[];
  readonly addresses: readonly AddressList[];
  readonly times: readonly Extract<Condition, { kind: 'between' | 'hours' }>[];
}

/** @throws Error when an address range is none: the door of the store keeps such policies out. */
export function readyConditions(conditions: readonly Condition[]): ReadyConditions {
  const of = <Kind extends Condition['kind']>(...kinds: Kind[]) =>
    conditions.filter((one): one is Extract<Condition, { kind: Kind }> => (kinds as string[]).includes(one.kind));
  return {
    attributes: of('attribute'),
    addresses: of('address').map(({ ranges }) => {
      const list = parseAddressList(ranges.join(','));
      if (list === undefined) throw new Error('a policy has an address range that is none');
      return list;
    }),
    times: of('between', 'hours'),
  };
}

export function hold(ready: ReadyConditions, request: DecisionRequest, facts: SubjectFacts, nowMs: number): Held {
  const attributesHold = ready.attributes.every(({ path, operator, value }) => {
    const other = isReference(value) ? attributeAt(value.path, request, facts) : value;
    return compares(attributeAt(path, request, facts), operator, other);
  });
  if (!attributesHold) return { holds: false, untilMs: FOREVER, usesAddress: false };
  const { address } = request;
  const usesAddress = ready.addresses.length > 0;
  if (!ready.addresses.every((list) => address !== undefined && list.has(address))) {
    return { holds: false, untilMs: FOREVER, usesAddress };
  }
  const times = ready.times.map((time) => (time.kind === 'hours' ? withinHours(time, nowMs) : between(time, nowMs)));
  const failing = times.filter(({ holds }) => !holds);
  // All must hold: as long as one of those that fail goes on failing, all of it does.
  if (failing.length > 0) return { holds: false, untilMs: Math.max(...failing.map(untilOf)), usesAddress };
  return { holds: true, untilMs: Math.min(FOREVER, ...times.map(untilOf)), usesAddress };
}

function between({ fromMs, untilMs = FOREVER }: Extract<Condition, { kind: 'between' }>, nowMs: number): Timed {
  if (fromMs !== undefined && nowMs < fromMs) return { holds: false, untilMs: fromMs };
  return nowMs < untilMs ? { holds: true, untilMs } : { holds: false, untilMs: FOREVER };
}

function untilOf({ untilMs }: Timed): number {
  return untilMs;
}
