/** Remote MCP servers of a person: registered, spoken with, forgotten. */
import type {
  ConnectRemoteServerReply,
  RegisterRemoteServerRequest,
  RemoteServer,
  TestRemoteServerReply,
} from '../../../shared/remote-servers.schema.ts';
import type { RemoteFault } from '../../../shared/remote-servers.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type GuardedFetch, refusal } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { asMcpError, mcpAppError } from '../mcp-client/mcp-error.ts';
import { type McpAddress, type McpSession, withMcpSession } from '../mcp-client/session.ts';
import type { Grants } from './grants.ts';
import { TOOLS_MAX } from './remote-servers.constants.ts';
import type { ServerRow, ServerStore } from './server-store.ts';
import { remoteServerView } from './view.ts';

interface RemoteServersParts {
  readonly store: ServerStore;
  readonly credentials: Credentials;
  readonly grants: Grants;
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
}

export class RemoteServers {
  readonly #parts: RemoteServersParts;

  constructor(parts: RemoteServersParts) {
    this.#parts = parts;
  }

  async list(owner: Subject): Promise<RemoteServer[]> {
    return (await this.#parts.store.list(owner)).map(remoteServerView);
  }

  /** @throws AppError `not_found`. */
  async get(owner: Subject, id: string): Promise<RemoteServer> {
    return remoteServerView(await this.require(owner, id));
  }

  /** @throws AppError `url_refused`, `conflict`. */
  async register(owner: Subject, request: RegisterRemoteServerRequest): Promise<RemoteServer> {
    const { store, guardedFetch, clock } = this.#parts;
    const verdict = await guardedFetch.judge(request.endpoint);
    if (!verdict.ok) throw refusal(verdict.reason);
    const id = crypto.randomUUID();
    const { name, catalog_item_id: catalogItemId } = request;
    const endpoint = endpointOf(request.endpoint);
    if (!(await store.add(owner, { id, name, endpoint, catalogItemId, createdAtMs: clock.nowMs() }))) {
      throw new AppError('conflict', { message: 'This server is registered already, or there are too many.' });
    }
    return await this.get(owner, id);
  }

  /** @throws AppError `not_found`. */
  async setEnabled(owner: Subject, id: string, isEnabled: boolean, requiresAuth?: boolean): Promise<RemoteServer> {
    if (!(await this.#parts.store.setEnabled(owner, id, isEnabled, requiresAuth))) throw new AppError('not_found');
    return await this.get(owner, id);
  }

  /** @throws AppError `not_found`. */
  async remove(owner: Subject, id: string): Promise<void> {
    const { store, grants, credentials } = this.#parts;
    const server = await this.require(owner, id);
    await grants.forget(owner, server);
    await store.remove(owner, id, credentials.drop('remote-server', id));
  }

  /** @throws AppError `not_found`. */
  async forgetCredential(owner: Subject, id: string): Promise<RemoteServer> {
    await this.#parts.grants.forget(owner, await this.require(owner, id));
    return await this.get(owner, id);
  }

  /** @throws AppError `not_found`, `conflict` when it is disabled, `url_refused`, `upstream_failed`. */
  async connect(owner: Subject, id: string): Promise<ConnectRemoteServerReply> {
    const server = await this.require(owner, id);
    requireEnabled(server);
    return await this.#talk(owner, server, async (session) => {
      const { name, version, protocol_version, capabilities } = session.server;
      const { entries } = await session.tools();
      return {
        server_id: id,
        server: { name, version, protocol_version },
        capabilities,
        tools: entries.slice(0, TOOLS_MAX).map((tool) => tool.name),
      };
    });
  }

  /** @throws AppError `not_found`. */
  async test(owner: Subject, id: string): Promise<TestRemoteServerReply> {
    const server = await this.require(owner, id);
    const fault = await this.#talk(owner, server, async () => undefined).catch(faultOf);
    return {
      server_id: id,
      // Whoever asks for a credential, or says no, is there.
      reachable: fault === undefined || !UNREACHED.includes(fault),
      authenticated: fault === undefined,
      error: fault ?? null,
    };
  }

  /**
   * Where it takes messages, with the token that it asks for.
   *
   * @returns undefined when the owner has no such server.
   * @throws AppError `conflict` when it is disabled; with an OAuth fault when its token could not be renewed.
   */
  async address(owner: Subject, id: string): Promise<McpAddress | undefined> {
    const server = await this.#parts.store.get(owner, id);
    if (server === undefined) return undefined;
    requireEnabled(server);
    return await this.#addressOf(owner, server);
  }

  /** @throws AppError `not_found`. */
  async require(owner: Subject, id: string): Promise<ServerRow> {
    const server = await this.#parts.store.get(owner, id);
    if (server === undefined) throw new AppError('not_found');
    return server;
  }

  async #talk<Value>(owner: Subject, server: ServerRow, work: (session: McpSession) => Promise<Value>): Promise<Value> {
    const { guardedFetch, store, clock } = this.#parts;
    try {
      const address = await this.#addressOf(owner, server);
      const value = await withMcpSession(address, (...call) => guardedFetch.fetch(...call), work);
      await store.noteTalk(owner, server.id, undefined, clock.nowMs());
      return value;
    } catch (error) {
      const fault = faultOf(error);
      await store.noteTalk(owner, server.id, fault, clock.nowMs());
      throw mcpAppError(error);
    }
  }

  async #addressOf(owner: Subject, server: ServerRow): Promise<McpAddress> {
    const token = await this.#parts.grants.accessToken(owner, server);
    return { url: server.endpoint, headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } };
  }
}

function requireEnabled({ is_enabled: isEnabled }: ServerRow): void {
  if (isEnabled === 1) return;
  throw new AppError('conflict', {
    message: 'This server is disabled. Enable it first.',
    details: { reason: 'disabled' },
  });
}

const UNREACHED: readonly RemoteFault[] = ['unreachable', 'timeout', 'address_refused'];

/** @throws What is neither a fault of the server nor of its address. */
function faultOf(thrown: unknown): RemoteFault {
  const error = asMcpError(thrown);
  if (!(error instanceof AppError)) return error.fault;
  if (error.code === 'url_refused') return 'address_refused';
  const reason = REASONS.find((known) => known === error.details?.reason);
  if (reason !== undefined) return reason;
  if (error.code === 'upstream_failed') return 'unauthorized';
  throw error;
}

const REASONS: readonly RemoteFault[] = [
  'unreachable',
  'timeout',
  'redirect',
  'too_large',
  'unauthorized',
  'not_mcp',
  'version_not_supported',
  'http_error',
  'session_lost',
  'refused',
];

/** One form for one server. */
function endpointOf(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}
