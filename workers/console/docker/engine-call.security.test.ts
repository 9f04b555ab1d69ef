import { describe, expect, it } from 'vitest';
import { OutboundError, type OutboundFault } from '../../kernel/outbound-error.ts';
import { testClock } from '../../testing/harness.ts';
import { REFUSAL_BYTES_MAX } from './docker.constants.ts';
import { createEngine } from './docker-engine.ts';
import type { GuardedCalls } from './engine-call.ts';

type Bounds = Parameters<GuardedCalls['fetch']>[2];

/** An engine that answers every call but the first in one way. */
function engineThat(answers: (url: string) => Response) {
  const calls: { readonly url: string; readonly bounds: Bounds }[] = [];
  const fetch: GuardedCalls['fetch'] = async (url, _, bounds) => {
    if (url.endsWith('/_ping')) return new Response('OK', { headers: { 'Api-Version': '1.44' } });
    calls.push({ url, bounds });
    return answers(url);
  };
  const address = { url: 'https://engine.vendor.com', credential: { kind: 'none' } } as const;
  return { engine: createEngine({ fetch }, testClock(), address), calls };
}

/** In one piece, as it comes from a body that is handed on. */
const refusing = (message: string) => () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ message }));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return new Response(body, { status: 500 });
};

describe('a refusal', () => {
  it('is looked at only as far as a refusal can reach', async () => {
    const { engine } = engineThat(refusing('name '.repeat(20_000)));
    await expect(engine.createContainer('web', SPEC)).rejects.toMatchObject({ fault: 'not_an_engine' });
    const short = engineThat(refusing('name "web" is already in use')).engine;
    await expect(short.createContainer('web', SPEC)).rejects.toMatchObject({ fault: 'name_taken' });
    const long = engineThat(refusing('x'.repeat(REFUSAL_BYTES_MAX / 2))).engine;
    await expect(long.createContainer('web', SPEC)).rejects.toMatchObject({ fault: 'engine_failed' });
  });
});

describe('the id of a container', () => {
  it.each(['', '.', '..'])('is no way out of its place: %j', async (id) => {
    const { engine, calls } = engineThat(() => Response.json({}));
    const request = { command: ['true'], timeoutMs: 1000, outputBytesMax: 10 };
    for (const call of [engine.startContainer(id), engine.inspectContainer(id), engine.exec(id, request)])
      await expect(call).rejects.toMatchObject({ fault: 'container_not_found' });
    await engine.removeContainer(id);
    expect(calls).toEqual([]);
  });
});

describe('output that comes bit by bit', () => {
  /** Says a little, then breaks off. */
  const brokenBy = (fault: OutboundFault) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('\n\n')),
      pull: () => Promise.reject(new OutboundError(fault)),
    });
    return engineThat((url) =>
      /\/(?:create\?fromImage.*|logs.*|start)$/.test(url) ? new Response(body) : Response.json(ANY_REPLY),
    ).engine;
  };

  it.each([
    ['timeout', 'timed_out', 503],
    ['unreachable', 'unreachable', 503],
    ['too_large', 'said_too_much', 502],
  ] as const)('says in our words that it broke off: %s', async (fault, ours, status) => {
    const told = { fault: ours, status };
    await expect(brokenBy(fault).pullImage('alpine', async () => undefined)).rejects.toMatchObject(told);
    const request = { command: ['true'], timeoutMs: 1000, outputBytesMax: 10 };
    await expect(brokenBy(fault).exec('web', request)).rejects.toMatchObject(told);
    const log = await brokenBy(fault).followLogs('web', { follow: true, tail: 1 });
    await expect(Array.fromAsync(log)).rejects.toMatchObject(told);
  });

  it('ends for the reason that its reader gave', async () => {
    const ended = new AbortController();
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async () => {
          ended.abort(new Error('enough'));
          throw new OutboundError('unreachable');
        },
      },
      { highWaterMark: 0 },
    );
    const { engine } = engineThat(() => new Response(body));
    await expect(engine.pullImage('alpine', async () => undefined, ended.signal)).rejects.toThrow('enough');
  });

  it('may be silent for as long as the call may take', async () => {
    const { engine, calls } = engineThat((url) =>
      url.endsWith('/exec') || url.endsWith('/json')
        ? Response.json({ Id: 'a'.repeat(64), ExitCode: 0 })
        : new Response(''),
    );
    await engine.exec('web', { command: ['sleep', '90'], timeoutMs: 300_000, outputBytesMax: 10 });
    const [start] = calls.filter(({ url }) => url.endsWith('/start'));
    expect(start?.bounds.idleMs).toBeGreaterThanOrEqual(300_000);
  });
});

/** Enough of a container and of a command for what is asked on the way. */
const ANY_REPLY = {
  Id: 'a'.repeat(64),
  Name: '/web',
  Image: `sha256:${'a'.repeat(64)}`,
  RestartCount: 0,
  ExitCode: 0,
  State: { Status: 'running' },
  Config: { Image: 'alpine', Tty: false },
  NetworkSettings: {},
};

const SPEC = {
  image: 'alpine',
  env: {},
  command: [],
  labels: {},
  ports: [],
  volumes: [],
  restartPolicy: 'no',
  isRootReadOnly: false,
  capabilities: [],
} as const;
