/** Shapes of the routes about one's own sign-in and sessions. */

import * as z from 'zod';
import { apiText } from './api-text.ts';

const provider = z
  .strictObject({ name: z.string().describe(apiText('For people to read.')) })
  .nullable()
  .describe(apiText('Where people sign in; null when nobody can.'));
const sessionId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe(apiText('Names a session towards its owner. Not what the cookie holds.'));
const instant = z.iso.datetime();

export const sessionReply = z.discriminatedUnion('signed_in', [
  z.strictObject({ signed_in: z.literal(false), provider }),
  z.strictObject({
    signed_in: z.literal(true),
    provider,
    session_id: sessionId,
    subject: z.strictObject({ type: z.string(), id: z.string() }),
    name: z.string().nullable().describe(apiText('As the provider gave it.')),
    roles: z.array(z.string()).describe(apiText('Given by the provider, highest precedence first.')),
    second_factor: z.boolean(),
    authenticated_at: instant.nullable().describe(apiText('When the person last showed who they are.')),
    idle_until: instant.describe(apiText('When the session ends without activity.')),
    expires_at: instant.describe(apiText('When it ends whatever happens.')),
  }),
]);

export const sessionsReply = z.strictObject({
  sessions: z.array(
    z.strictObject({
      id: sessionId,
      is_current: z.boolean(),
      browser: z.string().describe(apiText('Coarse: family and system.')),
      second_factor: z.boolean(),
      started_at: instant,
      active_at: instant.describe(apiText('Within a minute.')),
      expires_at: instant,
    }),
  ),
});

export const endSessionsQuery = z.strictObject({
  keep: z.literal('current').optional().describe(apiText('Ends all but the session that asks.')),
});
export const endedReply = z.strictObject({ ended: z.int().min(0) });

export const signOutReply = z.strictObject({
  redirect_to: z.url().describe(apiText('Where the browser should go: to sign out at the provider, or to our page.')),
});
export const doneReply = z.strictObject({ done: z.literal(true) });

export const loginQuery = z.strictObject({
  return_to: z.string().max(512).optional().describe(apiText('Path of ours to come back to.')),
  step_up: z.literal('1').optional().describe(apiText('Asks the provider to have the person sign in anew.')),
});

export type SessionReply = z.infer<typeof sessionReply>;
export type SessionsReply = z.infer<typeof sessionsReply>;
