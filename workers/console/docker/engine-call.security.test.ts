import { describe, expect, it } from 'vitest';
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
