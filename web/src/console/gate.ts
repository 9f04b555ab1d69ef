/** Who stands before the console, and what it can show them. */
import type { SessionReply } from '../../../shared/auth.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import type { consoleContract } from '../../../shared/console.contract.ts';
import type { ConsoleReply } from '../../../shared/console.schema.ts';
import { outcomeOf } from '../desk/resource.ts';
import type { SiteCall } from '../desk/site-call.ts';

export type Gate =
  | { readonly kind: 'open'; readonly who: ConsoleReply }
  | { readonly kind: 'signed_out'; readonly provider: SessionReply['provider'] }
  | { readonly kind: 'lacks_role'; readonly name: string }
  | { readonly kind: 'step_up'; readonly error: ApiError }
  | { readonly kind: 'unconfigured' };

/** The contract stays with the server: its schema would be far larger than this page. */
const CONSOLE: Pick<typeof consoleContract, 'method' | 'path'> = { method: 'GET', path: '/api/console' };
const SESSION_ADDRESS = { method: 'GET', path: '/auth/session' } as const;

/** @throws ApiError when the server cannot say. */
export async function askGate(call: SiteCall): Promise<Gate> {
  const asked = await outcomeOf(() => call<ConsoleReply>(CONSOLE));
  if (asked.ok) return { kind: 'open', who: asked.value };
  switch (asked.error.code) {
    case 'step_up_required':
      return { kind: 'step_up', error: asked.error };
    // Without the setting its routes are not there.
    case 'not_found':
      return { kind: 'unconfigured' };
    case 'not_signed_in':
    case 'forbidden': {
      const visitor = await call<SessionReply>(SESSION_ADDRESS);
      if (!visitor.signed_in) return { kind: 'signed_out', provider: visitor.provider };
      return { kind: 'lacks_role', name: visitor.name ?? `${visitor.subject.type}:${visitor.subject.id}` };
    }
    default:
      throw asked.error;
  }
}

/** Whether an answer may mean that nobody is signed in any more. */
export function mayBeOutside({ code }: ApiError): boolean {
  return code === 'not_signed_in' || code === 'forbidden' || code === 'step_up_required';
}
