/**
 * An MCP registry, v0.1, as its OpenAPI document describes it: it refuses limits, cursors and times that are not as they should
 * be, tells deleted servers only where it is asked what changed, and misbehaves when told to.
 */
import { json, type Played, page } from './answers.ts';
import type { RegistryFault, RegistryVersion, RegistryWorld } from './worlds.ts';

export function answerRegistry(world: RegistryWorld, url: URL): Played {
  world.calls.push(`${url.pathname}${url.search}`);
  const fault = world.faults.shift() ?? 'none';
  switch (fault) {
    case 'html':
      return page(200, '<h1>CANARY</h1>');
    case 'down':
      return 'down';
    case 'status_500':
      return page(500, 'CANARY');
    case 'too_often':
      return { ...page(429, 'CANARY'), headers: { 'Retry-After': '900' } };
    case 'not_json':
      return { status: 200, type: 'application/json', body: '{"servers": [' };
    case 'cursors_forgotten':
      return json(400, { error: 'Invalid cursor' });
    case 'none':
    case 'same_cursor':
    case 'endless':
      break;
  }
  const versions = /^\/v0\.1\/servers\/([^/]+)\/versions$/.exec(url.pathname)?.[1];
  if (versions !== undefined) return versionsOf(world, decodeURIComponent(versions));
  if (url.pathname !== '/v0.1/servers') return json(404, { error: 'Not found' });
  return listOf(world, url.searchParams, fault);
}

function versionsOf({ versions }: RegistryWorld, name: string): Played {
  const found = versions.filter(({ server }) => server.name === name);
  if (found.length === 0) return json(404, { error: 'Server not found' });
  return json(200, { servers: found.map(shown), metadata: { count: found.length } });
}

function listOf(world: RegistryWorld, query: URLSearchParams, fault: RegistryFault): Played {
  const limit = query.get('limit') ?? '30';
  const since = query.get('updated_since');
  const cursor = query.get('cursor');
  if (!/^[0-9]{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) return json(422, { error: 'limit' });
  if (since !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(since))
    return json(422, { error: 'since' });
  const all = world.versions
    .filter(({ isLatest = true }) => query.get('version') !== 'latest' || isLatest)
    .filter(({ status }) => since !== null || status !== 'deleted')
    .filter(({ updatedAt }) => since === null || updatedAt >= since)
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const after = cursor === null ? '' : keyIn(cursor);
  if (after === undefined) return json(400, { error: 'Invalid cursor' });
  const rest = all.filter((version) => keyOf(version) > after);
  const shownNow = rest.slice(0, Number(limit));
  const last = shownNow.at(-1);
  const hasMore = rest.length > shownNow.length && last !== undefined;
  const next =
    fault === 'same_cursor'
      ? cursorOf('a:1')
      : fault === 'endless'
        ? cursorOf(`z${world.calls.length}:1`)
        : hasMore
          ? cursorOf(keyOf(last))
          : undefined;
  const odd = cursor === null ? world.odd : [];
  const metadata = { count: shownNow.length, ...(next !== undefined && { nextCursor: next }) };
  return json(200, { servers: [...shownNow.map(shown), ...odd], metadata });
}

const keyOf = ({ server }: RegistryVersion) => `${server.name}:${server.version}`;
const cursorOf = (key: string) => btoa(`c:${key}`);

function keyIn(cursor: string): string | undefined {
  const text = /^[\w+/]+=*$/.test(cursor) ? atob(cursor) : '';
  return text.startsWith('c:') ? text.slice(2) : undefined;
}

function shown({ server, status = 'active', publishedAt, updatedAt, isLatest = true }: RegistryVersion): object {
  const official = { status, publishedAt: publishedAt ?? updatedAt, updatedAt, isLatest };
  return { server, _meta: { 'io.modelcontextprotocol.registry/official': official } };
}
