/** What the overview makes of the answers of the parts. Pure. */
import type { CatalogueReply } from '../../../../shared/catalogue.schema.ts';
import type { GatewaySessionView } from '../../../../shared/gateway-sessions.schema.ts';
import type { ServerView } from '../../../../shared/servers.schema.ts';

type Status = ServerView['status'];
/** What needs a person comes first. */
const ORDER: readonly Status[] = ['error', 'missing', 'unknown', 'installing', 'running', 'stopped'];

/** Statuses that occur, with how often. */
export function byStatus(servers: readonly Pick<ServerView, 'status'>[]): (readonly [Status, number])[] {
  return ORDER.map((status) => [status, servers.filter((server) => server.status === status).length] as const).filter(
    ([, count]) => count > 0,
  );
}

type Session = Pick<GatewaySessionView, 'phase' | 'idle_deadline'>;

export function sessionsInShort(sessions: readonly Session[]): {
  readonly running: number;
  readonly stranded: number;
  readonly nextEnd: string | undefined;
} {
  const running = sessions.filter(({ phase }) => phase === 'running');
  return {
    running: running.length,
    stranded: sessions.filter(({ phase }) => phase === 'stranded').length,
    nextEnd: running.map(({ idle_deadline }) => idle_deadline).sort()[0],
  };
}

/** Of all sources: the one that was asked longest ago says how old the whole is. */
export function catalogueInShort(sources: CatalogueReply['sources']): {
  readonly entries: number;
  readonly refreshedAt: string | undefined;
} {
  const times = sources.flatMap(({ refreshed_at: at }) => (at === null ? [] : [at])).sort();
  return { entries: sources.reduce((sum, { entries }) => sum + entries, 0), refreshedAt: times[0] };
}
