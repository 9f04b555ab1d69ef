/**
 * Who stands before the page, and what it can show them. For everybody but administrators Zaim's routes are not there, and
 * neither are they where no application is configured; another route of administrators tells the two apart.
 */
import type { SessionReply } from '../../../shared/auth.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import { outcomeOf } from '../desk/resource.ts';
import type { Connection, createZaimApi } from './zaim-api.ts';

export type Gate =
  | { readonly kind: 'open'; readonly accounts: readonly Connection[]; readonly unreachable: number }
  | { readonly kind: 'signed_out'; readonly provider: SessionReply['provider'] }
  | { readonly kind: 'not_admin'; readonly name: string }
  | { readonly kind: 'step_up'; readonly error: ApiError }
  | { readonly kind: 'unconfigured' };

type Asked = Pick<ReturnType<typeof createZaimApi>, 'status' | 'visitor' | 'askAsAdministrator'>;

/** @throws ApiError when the server cannot say. */
export async function askGate(api: Asked): Promise<Gate> {
  const status = await outcomeOf(api.status);
  if (status.ok) return { kind: 'open', accounts: status.value.accounts, unreachable: status.value.unknown };
  const refusal = requireRefusal(status.error);
  if (refusal.code === 'step_up_required') return { kind: 'step_up', error: refusal };
  const visitor = await api.visitor();
  if (!visitor.signed_in) return { kind: 'signed_out', provider: visitor.provider };
  const asAdministrator = await outcomeOf(api.askAsAdministrator);
  if (asAdministrator.ok) return { kind: 'unconfigured' };
  const second = requireRefusal(asAdministrator.error);
  if (second.code === 'step_up_required') return { kind: 'step_up', error: second };
  return { kind: 'not_admin', name: visitor.name ?? `${visitor.subject.type}:${visitor.subject.id}` };
}

const REFUSALS: readonly string[] = ['not_found', 'not_signed_in', 'forbidden', 'step_up_required'];

/** Whether an answer may mean "not you". */
export function isRefusal({ code }: ApiError): boolean {
  return REFUSALS.includes(code);
}

function requireRefusal(error: ApiError): ApiError {
  if (!isRefusal(error)) throw error;
  return error;
}
