/** Addresses of servers that run elsewhere: what was registered, with the token of its owner and for that address alone. */
import type { Subject } from '../../kernel/principal.ts';
import type { McpAddress } from '../mcp-client/session.ts';
import type { ServerAddress } from './server-address.ts';

interface Parts {
  readonly remoteServers: { address(owner: Subject, id: string): Promise<McpAddress | undefined> };
}

/** Port and path of the question have no say here: a token is never sent to where it is not for. */
export function remoteServers({ remoteServers: servers }: Parts): ServerAddress {
  return { find: ({ subject }, id) => servers.address(subject, id) };
}
