/**
 * Where the person is, as the proxy saw it: the last entry of `X-Forwarded-For`, once the edge's own entry for the proxy is
 * taken off. Everything before that was claimed by the client. Only to be asked for a proxy that has shown who it is.
 */
import { FORWARDED_FOR_MAX } from './forward-auth.constants.ts';

export function clientAddress(headers: Headers): string | undefined {
  const entries = (headers.get('X-Forwarded-For') ?? '').split(',').map((entry) => entry.trim());
  if (entries.length > FORWARDED_FOR_MAX) return undefined;
  if (entries.length > 1 && entries.at(-1) === headers.get('CF-Connecting-IP')) entries.pop();
  return entries.at(-1) || undefined;
}
