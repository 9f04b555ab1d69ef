/**
 * GitHub's contents API over one folder of a repository, as far as the catalogue needs it: a client without a name is refused,
 * calls are counted against a limit by token (a 304 is free), and an entity tag says that nothing changed.
 *
 * @see docs.github.com, "Get repository content" and "Rate limits for the REST API"
 */
import { createHash } from 'node:crypto';
import { json, type Played } from './answers.ts';
import type { GithubWorld } from './worlds.ts';

const BASE = '/repos/docker/mcp-registry/contents/servers';
const RESET_SECONDS = 1800;

export function answerGithub(
  world: GithubWorld,
  url: URL,
  headers: Readonly<Record<string, string | undefined>>,
): Played {
  world.calls.push(url.pathname);
  if (!headers['user-agent']?.includes('roundhouse')) return json(403, { message: 'set a User-Agent' });
  const { authorization, accept, 'if-none-match': known } = headers;
  if (authorization !== undefined && authorization !== `Bearer ${world.token}`)
    return json(401, { message: 'Bad credentials' });
  const listing = listOf(world);
  const etag = `W/"${sha(JSON.stringify(listing))}"`;
  if (url.pathname === BASE && known === etag) return { status: 304, type: 'application/json', body: '' };
  if (world.slowDown > 0) {
    world.slowDown -= 1;
    return { ...json(403, { message: 'secondary rate limit' }), headers: { 'Retry-After': '60' } };
  }
  const left = authorization === undefined ? 'left' : 'leftWithToken';
  const limits = {
    'X-RateLimit-Reset': String(Math.floor(Date.now() / 1000) + RESET_SECONDS),
    'X-RateLimit-Remaining': String(Math.max(0, world[left] - 1)),
  };
  if (world[left] <= 0) return { ...json(403, { message: 'API rate limit exceeded' }), headers: limits };
  world[left] -= 1;
  if (url.pathname === BASE) return { ...json(200, listing), headers: { ...limits, ETag: etag } };
  const folder = /^\/([^/]+)\/server\.yaml$/.exec(url.pathname.slice(BASE.length))?.[1];
  const yaml = folder === undefined ? undefined : world.folders[decodeURIComponent(folder)];
  if (typeof yaml !== 'string') return { ...json(404, { message: 'Not Found' }), headers: limits };
  return accept === 'application/vnd.github.raw+json'
    ? { status: 200, type: 'application/vnd.github.raw+json; charset=utf-8', body: yaml, headers: limits }
    : { ...json(200, { content: Buffer.from(yaml).toString('base64'), encoding: 'base64' }), headers: limits };
}

function listOf({ folders }: GithubWorld): object[] {
  const dirs = Object.entries(folders).map(([name, yaml]) => ({
    name,
    path: `servers/${name}`,
    sha: sha(yaml ?? name),
    type: 'dir',
    url: 'http://169.254.169.254/never-followed',
  }));
  return [...dirs, { name: 'README.md', path: 'servers/README.md', sha: sha('readme'), type: 'file' }];
}

const sha = (text: string) => createHash('sha1').update(text).digest('hex');
