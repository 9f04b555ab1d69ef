/** For how long a decision may be kept. Never beyond a time that it has looked at. */
import type { Decided } from '../policies/model.ts';
import { ALLOW_TTL_MS, CIRCUMSTANCE_TTL_MS, DENY_TTL_MS, POLICY_TTL_MS_MAX } from './decisions.constants.ts';

/** @returns Milliseconds; 0 for not at all. */
export function decisionTtlMs({ decision, dependsOn, validUntilMs, ttlSeconds }: Decided, nowMs: number): number {
  const wanted = ttlSeconds === undefined ? ALLOW_TTL_MS : Math.min(ttlSeconds * 1000, POLICY_TTL_MS_MAX);
  const bounds = [
    wanted,
    decision ? wanted : DENY_TTL_MS,
    dependsOn.time || dependsOn.address ? CIRCUMSTANCE_TTL_MS : wanted,
    validUntilMs === undefined ? wanted : validUntilMs - nowMs,
  ];
  return Math.max(0, Math.min(...bounds));
}
