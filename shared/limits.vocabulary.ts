/** Names of the rate limits, for the policy table, the route contracts and the operator's API. No dependencies. */

export const POLICY_NAMES = [
  'address',
  'start',
  'manifest',
  'telemetry',
  'next',
  'sign_in',
  'api_key',
  'decision',
  'console',
] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

/** `enforce` refuses, `shadow` only counts what it would refuse, `off` does not look. */
export const LIMIT_MODES = ['enforce', 'shadow', 'off'] as const;
export type LimitMode = (typeof LIMIT_MODES)[number];
