/** Addresses of servers that run as containers: the base address of their host, with a port that they publish. */
import type { ServerReply } from '../../../shared/servers.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { ServerAddress } from './server-address.ts';

interface Parts {
  readonly servers: { get(owner: Subject, id: string): Promise<ServerReply> };
  readonly hosts: { portUrl(owner: Subject, hostId: string, port: number): Promise<string | undefined> };
}

export function installedServers({ servers, hosts }: Parts): ServerAddress {
  return {
    find: async ({ subject }, id, { path, port }) => {
      const server = await servers.get(subject, id).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not_found') return undefined;
        throw error;
      });
      if (server === undefined) return undefined;
      if (server.status !== 'running') throw cannot('not_running', 'The server does not run.');
      const published = server.ports.find(
        ({ protocol, container, host }) =>
          protocol === 'tcp' && host !== undefined && (port === undefined || container === port),
      );
      if (published?.host === undefined) {
        throw cannot('no_port', 'The server publishes no such port. One that speaks over standard input has none.');
      }
      const base = await hosts.portUrl(subject, server.host_id, published.host);
      if (base === undefined) {
        throw cannot('no_published_url', 'Its Docker host does not say where published ports are reached.');
      }
      return { url: `${base.replace(/\/$/, '')}${path}` };
    },
  };
}

function cannot(reason: 'not_running' | 'no_port' | 'no_published_url', message: string): AppError {
  return new AppError('conflict', { message, details: { reason } });
}
