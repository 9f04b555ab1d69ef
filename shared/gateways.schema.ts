/** External gateways: what people register, and how well they are. */
import * as z from 'zod';
import { GATEWAY_FAULTS } from './gateways.vocabulary.ts';
import { outboundUrl } from './outbound.schema.ts';

/** Of one person. */
export const GATEWAYS_MAX = 20;

export const registerGatewayRequest = z.strictObject({
  url: outboundUrl,
  /** Sent as a bearer token. Sealed, and never shown again. */
  token: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[\x21-\x7e]+$/, 'has white space or characters beyond ASCII')
    .optional(),
  /** Host of the address where it is not given. */
  name: z.string().trim().min(1).max(80).optional(),
  type: z
    .string()
    .regex(/^[a-z0-9_-]{1,32}$/i)
    .default('external'),
  /** Of the earlier console. The list is the operator's: nobody adds to it by a request. */
  allowlist_overrides: z.array(z.never()).max(0).optional(),
});
export type RegisterGatewayRequest = z.output<typeof registerGatewayRequest>;

/** Over the checks of the last 24 hours. The percentiles are of those that were answered; 0 when none was. */
export const gatewayHealth = z.strictObject({
  status: z.enum(['healthy', 'unhealthy', 'unknown']),
  p50_ms: z.number(),
  p95_ms: z.number(),
  p99_ms: z.number(),
  last_error: z.enum(GATEWAY_FAULTS).nullable(),
  checks: z.int(),
  failures: z.int(),
  checked_at: z.iso.datetime().nullable(),
  /** The newest, at most 60, oldest first. */
  recent: z.array(
    z.strictObject({ at: z.iso.datetime(), duration_ms: z.number(), error: z.enum(GATEWAY_FAULTS).nullable() }),
  ),
});
export type GatewayHealth = z.infer<typeof gatewayHealth>;

export const gatewayView = z.strictObject({
  gateway_id: z.string(),
  name: z.string(),
  type: z.string(),
  url: z.string(),
  has_token: z.boolean(),
  created_at: z.iso.datetime(),
  status: gatewayHealth.shape.status,
  /** Whether it can be used: the earlier console called it so. */
  external_mode_enabled: z.boolean(),
  health: gatewayHealth,
});
export type GatewayView = z.infer<typeof gatewayView>;

export const gatewaysReply = z.strictObject({ gateways: z.array(gatewayView) });
export type GatewaysReply = z.infer<typeof gatewaysReply>;

export const gatewayHealthReply = z.strictObject({
  gateway_id: z.string(),
  status: gatewayHealth.shape.status,
  health: gatewayHealth,
});
export type GatewayHealthReply = z.infer<typeof gatewayHealthReply>;

export const removedGatewayReply = z.strictObject({ gateway_id: z.string(), removed: z.literal(true) });
