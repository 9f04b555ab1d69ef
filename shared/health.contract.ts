/** The health route: is the Worker alive, and does each store behind it answer. Names only, never values. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import { ROUTES } from './routes.ts';

export const healthReply = z.strictObject({
  /** The Worker runs, or there would be no answer. */
  live: z.literal(true),
  /** Configuration is complete and every binding answers. */
  ready: z.boolean(),
  bindings: z.record(z.string(), z.enum(['ok', 'failing'])),
  /** What is wrong with the configuration (`error`: nothing else is served) or worth knowing (`note`), and the remedy. */
  configuration: z.array(
    z.strictObject({
      level: z.enum(['error', 'note']),
      variable: z.string(),
      problem: z.string(),
      remedy: z.string(),
    }),
  ),
});
export type HealthReply = z.infer<typeof healthReply>;

export const healthContract = {
  ...ROUTES.health,
  id: 'getHealth',
  tag: 'operations',
  summary: apiText('Liveness, and readiness of each binding'),
  reply: healthReply,
  errors: [],
  replyWhenUnavailable: true,
} as const satisfies RouteContract;
