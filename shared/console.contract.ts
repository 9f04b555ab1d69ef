/** Whether the console is open to whoever asks. Its other routes stand in the contract files of their folders. */
import { apiText } from './api-text.ts';
import { consoleReply } from './console.schema.ts';
import type { RouteContract } from './contract.ts';

/** What every route of the console may refuse with. */
export const CONSOLE_ERRORS = ['not_signed_in', 'forbidden', 'step_up_required'] as const;
/** Every call of the console counts. */
export const CONSOLE_LIMITS = { policies: ['console'], charged: 'first' } as const;

export const consoleContract = {
  method: 'GET',
  path: '/api/console',
  id: 'getConsole',
  tag: 'console',
  summary: apiText('Who uses the console'),
  reply: consoleReply,
  limits: CONSOLE_LIMITS,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;
