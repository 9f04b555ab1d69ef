/** Words of external gateways that the Worker and its page agree in. No dependencies. */

/** Why a check of a gateway failed. */
export const GATEWAY_FAULTS = [
  'unreachable',
  'timeout',
  'redirect',
  'too_large',
  'unauthorized',
  'status',
  'address_refused',
  'credential_lost',
] as const;
export type GatewayFault = (typeof GATEWAY_FAULTS)[number];
