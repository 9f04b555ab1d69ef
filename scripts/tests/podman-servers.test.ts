/** Servers on a real engine, from the routes of the console down to the container. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostView } from '../../shared/hosts.schema.ts';
import type { JobView } from '../../shared/jobs.schema.ts';
import type { ServerReply, ServersReply } from '../../shared/servers.schema.ts';
import { ConsoleHouse, type Person } from './podman/console-house.ts';
import { type Podman, startPodman } from './podman/podman.ts';

/** Values that must not be found anywhere but inside the container and in the host's own credential. */
const CANARY = 'canary-4f9e21c07b-of-the-vault';
const HOST_TOKEN = 'canary-77d0b3a1e5-of-the-host';
const GRANTS = JSON.stringify({ SERVER_WORD: ['*'] });

let podman: Podman;
let house: ConsoleHouse;
let ann: Person;
let hostId: string;

const imageOf = (name: string) => `${podman.registry.host}/mcp/${name}:1`;
const containers = () => podman.cli('ps', '--all', '--format', '{{.Names}}').split('\n').filter(Boolean);
const install = (name: string, more: object = {}, image = 'ticks') => ({
  host_id: hostId,
  name,
  image: imageOf(image),
  restart_policy: 'no',
  ...more,
});
const serverNamed = async (name: string) => {
  const { body } = await ann.call<ServersReply>('GET', '/api/servers');
  return body.servers.find((server) => server.name === name);
};

beforeAll(async () => {
  podman = await startPodman();
  house = await ConsoleHouse.open({
    OUTBOUND_TRUSTED_ORIGINS: podman.origin,
    CONSOLE_SECRET_GRANTS: GRANTS,
    CONSOLE_SECRET_SERVER_WORD: CANARY,
  });
  ann = await house.signIn('ann');
  const added = await ann.call<HostView>('POST', '/api/hosts', {
    name: 'Workshop',
    url: podman.origin,
    credential: { kind: 'bearer', token: HOST_TOKEN },
  });
  expect(added.status).toBe(201);
  hostId = added.body.id;
}, 180_000);
afterAll(async () => {
  await house?.close();
  await podman?.close();
});

describe('a Docker host', () => {
  it('is listed as up and says who it is', async () => {
    const { body } = await ann.call('GET', '/api/hosts');
    expect(body.hosts).toMatchObject([{ name: 'Workshop', condition: 'up', credential: 'bearer' }]);
    expect(JSON.stringify(body)).not.toContain(HOST_TOKEN);
    const test = await ann.call('POST', `/api/hosts/${hostId}/test`);
    expect(test.body).toMatchObject({ condition: 'up', engine: { api_version: '1.41' } });
  });

  it('is not there for anybody else', async () => {
    const ben = await house.signIn('ben');
    const { body } = await ben.call('POST', `/api/hosts/${hostId}/test`);
    expect(body.error).toMatchObject({ code: 'not_found' });
    expect((await ben.call('GET', '/api/hosts')).body.hosts).toEqual([]);
  });

  it('is refused at an address inside', async () => {
    const { status, body } = await ann.call('POST', '/api/hosts', { name: 'Inside', url: 'http://169.254.169.254' });
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'url_refused' });
  });
});

describe('an install', () => {
  it('pulls, makes, starts and shows the server, and puts the secret into the container alone', async () => {
    const env = { SERVER_NAME: 'first', SERVER_WORD: '{{ env:SERVER_WORD }}' };
    const done = await ann.call<JobView>('POST', '/api/servers', install('first', { env }));
    expect(done).toMatchObject({
      status: 201,
      body: { status: 'succeeded', result: { name: 'first', status: 'running' } },
    });
    const server = await serverNamed('first');
    expect(server).toMatchObject({ status: 'running', host_name: 'Workshop', image: imageOf('ticks') });
    expect(podman.cli('exec', 'first', 'env')).toContain(`SERVER_WORD=${CANARY}`);
    const { body } = await ann.call<ServerReply>('GET', `/api/servers/${server?.id}`);
    expect(body.settings.env).toEqual(env);
    expect(JSON.stringify(body)).not.toContain(CANARY);
  });

  it('answers at once when asked to, and tells its steps', async () => {
    const begun = await ann.call<JobView>('POST', '/api/servers?async=true', install('second'));
    expect(begun.status).toBe(202);
    expect(await ann.ended(begun.body.job_id)).toMatchObject({ status: 'succeeded' });
  });

  it('is refused at once when the name is taken, the host is unknown or a secret stands in the clear', async () => {
    const taken = await ann.call('POST', '/api/servers', install('first'));
    expect(taken).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', details: { reason: 'name_taken' } } },
    });
    const nowhere = { ...install('nowhere'), host_id: crypto.randomUUID() };
    expect((await ann.call('POST', '/api/servers', nowhere)).body.error.code).toBe('not_found');
    const clear = install('clear', { env: { API_TOKEN: 'x8Kq2LmP0vRt7YwZ' } });
    expect((await ann.call('POST', '/api/servers', clear)).body.error).toMatchObject({
      code: 'secret_refused',
      details: { pointer: '/env/API_TOKEN' },
    });
  });

  it.each([
    ['ends right after its start', 'fails', {}, 'bad_request'],
    ['cannot be started', 'broken', {}, 'bad_request'],
    ['is in no registry', 'nothing', {}, 'bad_request'],
    ['needs a secret that is nowhere', 'ticks', { env: { WORD: '{{ env:UNKNOWN }}' } }, 'secret_unresolved'],
  ])('leaves nothing behind when the server %s', async (_, image, more, code) => {
    const { status, body } = await ann.call<JobView>('POST', '/api/servers', install('lost', more, image));
    expect([201, 202]).toContain(status);
    expect(await ann.ended(body.job_id)).toMatchObject({ status: 'failed', error: { code }, undo: 'done' });
    expect(containers()).not.toContain('lost');
    expect(await serverNamed('lost')).toBeUndefined();
  });

  it('leaves nothing behind when it is cancelled during the pull', async () => {
    podman.registry.hold();
    const { body } = await ann.call<JobView>('POST', '/api/servers?async=true', install('cancelled', {}, 'slow'));
    await until(
      async () => (await ann.call<JobView>('GET', `/api/jobs/${body.job_id}`)).body.progress?.step === 'pulling',
    );
    const cancelled = await ann.call('DELETE', `/api/jobs/${body.job_id}`);
    expect(cancelled.body.outcome).toBe('cancelled');
    podman.registry.release();
    expect(await ann.ended(body.job_id)).toMatchObject({ status: 'cancelled', undo: 'done' });
    expect(containers()).not.toContain('cancelled');
    expect(await serverNamed('cancelled')).toBeUndefined();
  });

  it('leaves nothing behind when it is cancelled after the container was made', async () => {
    const { body } = await ann.call<JobView>('POST', '/api/servers?async=true', install('late'));
    await until(async () => containers().includes('late'));
    expect((await ann.call('DELETE', `/api/jobs/${body.job_id}`)).body.outcome).toBe('cancelled');
    expect(await ann.ended(body.job_id)).toMatchObject({ status: 'cancelled', undo: 'done' });
    expect(containers()).not.toContain('late');
  });
});

describe('a house that dies during an install', () => {
  it('goes on with the container that is there, and makes no second one', async () => {
    const { body } = await ann.call<JobView>('POST', '/api/servers?async=true', install('survivor'));
    await until(() => Promise.resolve(containers().includes('survivor')));
    await house.dieAndReturn();
    ann = await house.signIn('ann');
    const ended = await ann.ended(body.job_id);
    const made = podman.cli('ps', '--all', '--quiet', '--filter', `label=io.roundhouse.job=${body.job_id}`);
    const left = { succeeded: 1, failed: 0 }[ended.status as string];
    expect({ status: ended.status, made: made.split('\n').filter(Boolean).length }).toEqual({
      status: expect.stringMatching(/succeeded|failed/),
      made: left,
    });
  });
});

describe('a server', () => {
  it('is stopped, started and restarted', async () => {
    const { id } = (await serverNamed('first')) ?? {};
    const act = async (action: string) => (await ann.call('POST', `/api/servers/${id}/${action}`)).body.status;
    expect(await act('stop')).toBe('stopped');
    expect(podman.cli('inspect', '--format', '{{.State.Running}}', 'first').trim()).toBe('false');
    expect(await act('start')).toBe('running');
    expect(await act('restart')).toBe('running');
  });

  it('tells what it writes, line by line, as it comes', async () => {
    const { id } = (await serverNamed('first')) ?? {};
    const stop = new AbortController();
    const answer = await ann.raw(`/api/servers/${id}/logs?follow=true&tail=50`, { signal: stop.signal });
    expect(answer.headers.get('Content-Type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (/tick 2/.test(text)) break;
    }
    stop.abort();
    expect(text).toContain('"stream":"stdout","text":"ready as first"');
    expect(text).toContain('"stream":"stderr","text":"a warning"');
  });

  it('goes on with its log where a reader was, without a gap', async () => {
    const { id } = (await serverNamed('first')) ?? {};
    const read = async (lastId?: string) => {
      const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
      const text = await (await ann.raw(`/api/servers/${id}/logs?follow=false`, { headers })).text();
      return [...text.matchAll(/id: (\S+)\nevent: line\ndata: (.*)/g)].map(([, at = '', data = '']) => ({ at, data }));
    };
    const all = await read();
    expect(all.length).toBeGreaterThan(2);
    for (const [nth, { at }] of all.entries()) {
      expect((await read(at)).slice(0, all.length - nth - 1)).toEqual(all.slice(nth + 1));
    }
  });

  it('gets other settings in a new container, and keeps the old one when that does not run', async () => {
    const { id, container_id: before } = (await serverNamed('second')) ?? {};
    const settings = { image: imageOf('ticks'), env: { SERVER_NAME: 'changed' }, restart_policy: 'no' };
    expect((await ann.call('PUT', `/api/servers/${id}`, settings)).body).toMatchObject({ status: 'succeeded' });
    const changed = await serverNamed('second');
    expect(changed).toMatchObject({ id, status: 'running' });
    expect(changed?.container_id).not.toBe(before);
    expect(podman.cli('exec', 'second', 'env')).toContain('SERVER_NAME=changed');

    const { body } = await ann.call<JobView>('PUT', `/api/servers/${id}`, { ...settings, image: imageOf('fails') });
    expect(await ann.ended(body.job_id)).toMatchObject({ status: 'failed', undo: 'done' });
    expect(await serverNamed('second')).toMatchObject({ status: 'running', container_id: changed?.container_id });
    expect(containers().filter((name) => name.startsWith('second'))).toEqual(['second']);
  });

  it('is not there for anybody else, whatever they ask', async () => {
    const ben = await house.signIn('ben');
    const { id } = (await serverNamed('first')) ?? {};
    const unknown = crypto.randomUUID();
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/logs'],
      ['POST', '/stop'],
      ['DELETE', ''],
    ] as const) {
      const [foreign, none] = [
        await ben.call(method, `/api/servers/${id}${path}`),
        await ben.call(method, `/api/servers/${unknown}${path}`),
      ];
      expect(foreign.status).toBe(404);
      expect({ ...foreign.body.error, request_id: '' }).toEqual({ ...none.body.error, request_id: '' });
    }
    expect(containers()).toContain('first');
  });

  it('is told with its age while its host is down, within 5 s, and calls say so', async () => {
    const { id } = (await serverNamed('first')) ?? {};
    await podman.goDown();
    try {
      const beganMs = Date.now();
      const { body } = await ann.call<ServersReply>('GET', '/api/servers');
      expect(Date.now() - beganMs).toBeLessThan(5000);
      expect(body.hosts).toMatchObject([{ condition: 'down' }]);
      expect(body.servers.find((server) => server.id === id)).toMatchObject({ status: 'running' });
      expect(body.servers.find((server) => server.id === id)?.seen_at).toBeDefined();
      expect((await ann.call('POST', `/api/servers/${id}/stop`)).status).toBe(503);
      const old = await ann.call('POST', '/containers/install', { name: 'down', image: imageOf('ticks') });
      expect(old).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
      expect((await ann.call('GET', '/containers?all=true')).status).toBe(503);
    } finally {
      await podman.comeBack();
    }
  });
});

describe('the earlier console', () => {
  it('keeps its addresses and its fields', async () => {
    const made = await ann.call('POST', '/containers/install', {
      name: 'old',
      image: imageOf('ticks'),
      env: { SERVER_NAME: 'old' },
      ports: {},
      volumes: { 'old-data': '/data' },
      labels: {},
      command: null,
      network_mode: null,
      cpus: 0.5,
      memory_limit: '64m',
      restart_policy: { Name: 'no' },
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'old', status: 'running' } });
    const id = made.body.container_id as string;
    for (const base of ['/containers', '/api/containers']) {
      const list = await ann.call('GET', `${base}?all=true`);
      expect(list.body.containers.find((one: { id: string }) => one.id === id)).toEqual({
        id,
        name: 'old',
        image: imageOf('ticks'),
        status: 'running',
        created_at: expect.any(String),
        ports: {},
        labels: {},
      });
      expect((await ann.call('GET', `${base}/${id}/config`)).body).toMatchObject({
        name: 'old',
        env: { SERVER_NAME: 'old' },
        volumes: { 'old-data': '/data' },
        memory_limit: '67108864',
        cpus: 0.5,
      });
      for (const action of ['stop', 'start', 'restart']) {
        expect((await ann.call('POST', `${base}/${id}/${action}`)).body).toEqual({
          success: true,
          message: expect.any(String),
          container_id: id,
        });
      }
    }
    expect((await ann.call('POST', '/api/containers', { name: 'old', image: imageOf('ticks') })).status).toBe(409);
    const later = await ann.call('POST', '/containers?async=true', { name: 'later', image: imageOf('ticks') });
    expect(later).toMatchObject({ status: 202, body: { job_id: expect.any(String), name: 'later' } });
    const { result } = await ann.ended(later.body.job_id);
    const laterId = (result as { server_id: string }).server_id;
    for (const gone of [id, laterId]) {
      expect((await ann.call('DELETE', `/containers/${gone}`)).body).toMatchObject({
        success: true,
        container_id: gone,
      });
    }
    expect(containers()).not.toContain('old');
  });

  it('tells logs over a WebSocket, to our own pages alone', async () => {
    const { id } = (await serverNamed('first')) ?? {};
    const { Cookie } = ann.headers;
    const url = `${house.baseUrl.replace('http', 'ws')}/containers/${id}/logs`;
    const open = (Origin: string) =>
      new Promise<unknown>((resolve) => {
        // Node takes headers, which browsers do not.
        const socket = new WebSocket(url, { headers: { Cookie, Origin } } as never);
        socket.onmessage = ({ data }) => {
          resolve(JSON.parse(String(data)));
          socket.close();
        };
        socket.onerror = () => resolve('refused');
      });
    expect(await open(house.baseUrl)).toEqual({
      timestamp: expect.stringMatching(/^20\d\d-/),
      message: expect.any(String),
      stream: expect.stringMatching(/std(out|err)/),
    });
    expect(await open('https://evil.example')).toBe('refused');
  });

  it('does not mount paths of the host', async () => {
    const { status } = await ann.call('POST', '/containers', {
      name: 'mounts',
      image: imageOf('ticks'),
      volumes: { '/etc': '/data' },
    });
    expect(status).toBe(400);
  });
});

describe('at the end', () => {
  it('a host with servers is not forgotten by mistake, and servers are removed with their containers', async () => {
    expect((await ann.call('DELETE', `/api/hosts/${hostId}`)).status).toBe(409);
    const { body } = await ann.call<ServersReply>('GET', '/api/servers');
    for (const { id } of body.servers) expect((await ann.call('DELETE', `/api/servers/${id}`)).status).toBe(200);
    expect(containers()).toEqual([]);
    expect((await ann.call('DELETE', `/api/hosts/${hostId}`)).status).toBe(200);
  });

  it('no secret is in any store or log of ours', () => {
    // Whole folder: D1, Durable Objects, KV, queues, with their journals.
    for (const word of [CANARY, HOST_TOKEN]) {
      const { stdout } = spawnSync('grep', ['-r', '-l', '-a', word, `${house.folder}/state`], { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(house.output()).not.toContain(word);
    }
    const found = spawnSync('grep', ['-r', '-l', '-a', 'SERVER_NAME', `${house.folder}/state`], { encoding: 'utf8' });
    expect(found.stdout).not.toBe('');
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it does not come to that');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
