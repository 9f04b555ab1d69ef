/** The walk over Docker's list, at a GitHub that is played over real HTTP. */
import { env } from 'cloudflare:workers';
import { beforeEach, expect, it } from 'vitest';
import '../../../testing/migrate.ts';
import { type PlayedGithub, playedGithub } from '../../../testing/played-catalogue.ts';
import { EntryStore } from '../entry-store.ts';
import type { WalkServices } from '../outside.ts';
import { afterRefresh, emptyState, type SourceState } from '../source-state.ts';
import { walkGithub } from './github-walk.ts';

const store = new EntryStore(env.DB);
const yaml = (name: string, more = '') => `name: ${name}\ntype: server\nabout:\n  title: The ${name}\n${more}`;

let hosts = 0;
let github: PlayedGithub;
let nowMs: number;
let services: WalkServices;

beforeEach(async () => {
  hosts += 1;
  github = playedGithub(`g${hosts}.catalogue.test`);
  await env.DB.prepare('DELETE FROM catalogue_entries').run();
  nowMs = Date.now();
  const pause = async (ms: number) => {
    nowMs += ms;
  };
  services = { fetch: async (url, init) => await fetch(url, init), store, nowMs: () => nowMs, pause };
});

async function walk(state: SourceState = emptyState, token?: string) {
  nowMs += 3_600_000;
  const outcome = await walkGithub(services, github.base, state.etag, token);
  return { outcome, state: afterRefresh(state, outcome, await store.count('docker'), nowMs) };
}

it('reads each folder once, then only those that have changed', async () => {
  await github.set({ folders: { one: yaml('one'), two: yaml('two'), 'no-server': null } });
  const first = await walk();
  expect(first.outcome).toMatchObject({ isFinished: true, walk: { dropped: 1 } });
  expect(first.state.entries).toBe(2);
  await github.set({ folders: { one: yaml('one'), two: yaml('two', 'meta:\n  category: search\n') }, calls: [] });
  const second = await walk(first.state);
  expect(second.outcome.isFinished).toBe(true);
  expect((await github.set({})).calls.map((path) => path.split('/servers')[1])).toEqual(['', '/two/server.yaml']);
  expect(await store.get('docker', 'two')).toMatchObject({ category: 'search', title: 'The two' });
});

it('asks with the entity tag, and a list that has not changed costs nothing', async () => {
  await github.set({ folders: { one: yaml('one') } });
  const { state } = await walk();
  const before = await github.set({});
  expect((await walk(state)).outcome).toMatchObject({ isFinished: true, warning: null });
  expect((await github.set({})).left).toBe(before.left);
});

it('takes out what is no longer in the list', async () => {
  await github.set({ folders: { one: yaml('one'), two: yaml('two') } });
  const { state } = await walk();
  await github.set({ folders: { two: yaml('two') } });
  await walk(state);
  expect(await store.get('docker', 'one')).toBeUndefined();
  expect(await store.get('docker', 'two')).toBeDefined();
});

it('goes on where the limit of GitHub ended it, not before GitHub says', async () => {
  await github.set({ folders: { one: yaml('one'), two: yaml('two'), three: yaml('three') }, left: 3 });
  const first = await walk();
  expect(first.outcome).toMatchObject({ isFinished: false, warning: 'rate_limited', hasAnswered: true });
  expect(first.outcome.notBeforeMs).toBeGreaterThan(Date.now());
  expect(first.state.entries).toBe(2);
  await github.set({ left: 60, calls: [] });
  expect((await walk(first.state)).state).toMatchObject({ entries: 3, warning: null });
  expect((await github.set({})).calls).toHaveLength(2);
});

it("is not held by that limit with a person's token, which goes to GitHub only", async () => {
  await github.set({ folders: { one: yaml('one') }, left: 0 });
  expect((await walk()).outcome.warning).toBe('rate_limited');
  expect((await walk(emptyState, 'a-token-of-github')).outcome.isFinished).toBe(true);
});

it('waits when GitHub asks to slow down', async () => {
  await github.set({ folders: { one: yaml('one') }, slowDown: 1 });
  const { outcome } = await walk();
  expect(outcome).toMatchObject({ warning: 'rate_limited', notBeforeMs: nowMs + 60_000 });
});

it('does not take an empty list for the end of all servers', async () => {
  await github.set({ folders: { one: yaml('one') } });
  await walk();
  const empty: WalkServices = { ...services, fetch: async () => Response.json([]) };
  const outcome = await walkGithub(empty, github.base, null, undefined);
  expect(outcome).toMatchObject({ isFinished: false, warning: 'source_failed' });
  expect(await store.get('docker', 'one')).toBeDefined();
});
