/** The name under which ports of a Docker host are called, for the certificates of its sessions. Pure. */
import { serverName } from '../../../shared/gateway-sessions.schema.ts';
import { portAddress } from '../../../shared/hosts.schema.ts';

/** Only the name beside it counts. */
const ANY_PORT = 443;

/**
 * @param published As the host has it.
 * @returns undefined where each port has a name of its own, which nobody knows before the start, and where it is no name that a
 *   certificate can be for.
 */
export function publishedName(published: string | undefined): string | undefined {
  if (published === undefined || published.includes('{port}')) return undefined;
  const address = portAddress(published, ANY_PORT);
  if (!URL.canParse(address)) return undefined;
  const name = new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');
  return serverName.safeParse(name).success ? name : undefined;
}
