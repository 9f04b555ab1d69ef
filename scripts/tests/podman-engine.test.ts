/** The client of the Docker Engine API against a real engine. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../workers/console/docker/docker-engine.ts';
import type { ContainerSpec, OutputPart, PullProgress } from '../../workers/console/docker/engine.ts';
import { inProject } from '../lib/project.ts';
import { type Podman, startPodman } from './podman/podman.ts';

let podman: Podman;
const imageOf = (name: string) => `${podman.registry.host}/mcp/${name}:1`;
/** Calls that the client has made, as a proxy in front of an engine would know them. */
const called = new Set<string>();
const noted = (at: string, init: RequestInit) => {
  const path = new URL(at).pathname.replace(/^\/v[\d.]+/, '');
  called.add(
    `${init.method} ${path.replace(/^\/(containers|exec)\/(?!json|create)[^/]+/, '/$1/{id}').replace(/^\/images\/.*\/json$/, '/images/{name}/json')}`,
  );
  return fetch(at, init);
};
const engine = (url = podman.origin) =>
  createEngine({ fetch: noted }, { nowMs: Date.now }, { url, credential: { kind: 'none' } });
const spec = (image: string, more: Partial<ContainerSpec> = {}): ContainerSpec => ({
  image,
  env: {},
  command: [],
  labels: { 'test.engine': 'yes' },
  ports: [],
  volumes: [],
  restartPolicy: 'no',
  isRootReadOnly: false,
  capabilities: [],
  ...more,
});
const untold = () => Promise.resolve();

beforeAll(async () => {
  podman = await startPodman();
});
afterAll(async () => {
  await podman.close();
});

describe('an engine', () => {
  it('tells its version and what it is', async () => {
    expect(await engine().version()).toMatchObject({ apiVersion: '1.41', os: 'linux' });
    expect((await engine().info()).cpus).toBeGreaterThan(0);
  });

  it('pulls an image, by tag and by digest, and tells how far it is', async () => {
    const told: PullProgress[] = [];
    expect(await engine().hasImage(imageOf('slow'))).toBe(false);
    await engine().pullImage(imageOf('slow'), async (progress) => void told.push(progress));
    expect(await engine().hasImage(imageOf('slow'))).toBe(true);
    const byDigest = `${podman.registry.host}/mcp/fails@${podman.registry.digestOf('mcp/fails')}`;
    await engine().pullImage(byDigest, untold);
    expect(await engine().hasImage(byDigest)).toBe(true);
  });

  it('says that a registry has no such image, and that a registry is not there', async () => {
    await expect(engine().pullImage(imageOf('nothing'), untold)).rejects.toMatchObject({ fault: 'image_not_found' });
    await expect(engine().pullImage('127.0.0.1:9/mcp/ticks:1', untold)).rejects.toMatchObject({
      fault: 'registry_unreachable',
    });
  });

  it('stops a pull when it is told to', async () => {
    podman.registry.hold();
    try {
      const pull = engine().pullImage(imageOf('ticks'), untold, AbortSignal.timeout(300));
      await expect(pull).rejects.toMatchObject({ name: 'TimeoutError' });
    } finally {
      podman.registry.release();
    }
  });

  it('makes, starts, shows, stops and removes a container', async () => {
    await engine().pullImage(imageOf('ticks'), untold);
    const id = await engine().createContainer('life', {
      ...spec(imageOf('ticks'), { env: { SERVER_NAME: 'one', WORD: 'hidden-word' } }),
      ports: [{ containerPort: 8080, protocol: 'tcp' }],
      nanoCpus: 250_000_000,
      memoryBytes: 64 * 1024 * 1024,
      isRootReadOnly: true,
    });
    expect(await engine().inspectContainer(id)).toMatchObject({ name: 'life', state: 'created', exitCode: undefined });
    await engine().startContainer(id);
    await engine().startContainer(id);
    const facts = await engine().inspectContainer(id);
    expect(facts).toMatchObject({ state: 'running', labels: { 'test.engine': 'yes' } });
    expect(facts.ports[0]).toMatchObject({ containerPort: 8080, hostAddress: '127.0.0.1' });
    expect(facts.ports[0]?.hostPort).toBeGreaterThan(0);
    expect(JSON.stringify(facts)).not.toContain('hidden-word');
    const listed = await engine().listContainers({ 'test.engine': 'yes' });
    expect(listed.map(({ name, state }) => [name, state])).toEqual([['life', 'running']]);
    const [inside] = JSON.parse(podman.cli('inspect', 'life')) as [
      { HostConfig: Record<string, unknown>; EffectiveCaps: unknown },
    ];
    expect(inside.EffectiveCaps ?? []).toEqual([]);
    expect(inside.HostConfig).toMatchObject({ NanoCpus: 250_000_000, Memory: 67_108_864, ReadonlyRootfs: true });
    expect(inside.HostConfig.SecurityOpt).toContain('no-new-privileges');

    await expect(engine().createContainer('life', spec(imageOf('ticks')))).rejects.toMatchObject({
      fault: 'name_taken',
    });
    await engine().restartContainer(id);
    await engine().stopContainer(id);
    await engine().stopContainer(id);
    expect(await engine().inspectContainer(id)).toMatchObject({ state: 'exited', exitCode: 0 });
    await engine().removeContainer(id);
    await engine().removeContainer(id);
    await expect(engine().inspectContainer(id)).rejects.toMatchObject({ fault: 'container_not_found' });
  });

  it('says why a container does not start', async () => {
    await engine().pullImage(imageOf('broken'), untold);
    const broken = await engine().createContainer('broken', spec(imageOf('broken')));
    await expect(engine().startContainer(broken)).rejects.toMatchObject({ fault: 'command_not_found' });
    await engine().removeContainer(broken);
  });

  it('says that a port is taken', async () => {
    const first = await engine().createContainer(
      'port-one',
      spec(imageOf('ticks'), { ports: [{ containerPort: 80, protocol: 'tcp' }] }),
    );
    await engine().startContainer(first);
    const hostPort = (await engine().inspectContainer(first)).ports[0]?.hostPort;
    const second = await engine().createContainer(
      'port-two',
      spec(imageOf('ticks'), { ports: [{ containerPort: 80, protocol: 'tcp', hostPort }] }),
    );
    await expect(engine().startContainer(second)).rejects.toMatchObject({ fault: 'port_taken' });
    for (const id of [first, second]) await engine().removeContainer(id);
  });

  it('reads logs, both streams, and follows them', async () => {
    const id = await engine().createContainer('logs', spec(imageOf('ticks'), { env: { SERVER_NAME: 'two' } }));
    await engine().startContainer(id);
    const ended = new AbortController();
    const seen: Record<OutputPart['stream'], string> = { stdout: '', stderr: '' };
    const follow = async () => {
      const logs = await engine().followLogs(id, { follow: true, tail: 100, signal: ended.signal });
      for await (const { stream, bytes } of logs) {
        seen[stream] += new TextDecoder().decode(bytes);
        if (seen.stdout.includes('tick 2')) break;
      }
    };
    await follow();
    ended.abort();
    expect(seen.stdout).toContain('ready as two\ntick 1\ntick 2\n');
    expect(seen.stderr).toBe('a warning\n');
    await engine().removeContainer(id);
  });

  it('runs commands within bounds of time and output', async () => {
    const id = await engine().createContainer('exec', spec(imageOf('ticks')));
    await engine().startContainer(id);
    const run = (command: string, outputBytesMax = 1000, timeoutMs = 5000) =>
      engine().exec(id, { command: ['sh', '-c', command], env: { WORD: 'said' }, timeoutMs, outputBytesMax });
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const ran = await run('echo $WORD; echo wrong >&2; exit 3');
    expect({ ...ran, stdout: text(ran.stdout), stderr: text(ran.stderr) }).toEqual({
      exitCode: 3,
      stdout: 'said\n',
      stderr: 'wrong\n',
      isTruncated: false,
      isTimedOut: false,
    });
    const long = await run('yes | head -c 100000; exit 4', 100);
    expect(long).toMatchObject({ exitCode: 4, isTruncated: true });
    expect(long.stdout.byteLength).toBe(100);
    const late = await run('echo begun; sleep 30', 1000, 800);
    expect(late).toMatchObject({ exitCode: 124, isTimedOut: true });
    expect(text(late.stdout)).toBe('begun\n');
    await engine().removeContainer(id);
  });

  it('unpacks an archive in a container that does not run yet', async () => {
    const id = await engine().createContainer('archive', spec(imageOf('ticks')));
    await engine().putArchive(id, '/data', tarOf('note.txt', 'from outside\n'));
    await engine().startContainer(id);
    const { stdout } = await engine().exec(id, {
      command: ['cat', '/data/note.txt'],
      timeoutMs: 5000,
      outputBytesMax: 100,
    });
    expect(new TextDecoder().decode(stdout)).toBe('from outside\n');
    await engine().removeContainer(id);
  });

  it('gives a container another name', async () => {
    const id = await engine().createContainer('named', spec(imageOf('ticks')));
    await engine().renameContainer(id, 'renamed');
    expect((await engine().inspectContainer(id)).name).toBe('renamed');
    const other = await engine().createContainer('named', spec(imageOf('ticks')));
    await expect(engine().renameContainer(other, 'renamed')).rejects.toMatchObject({ fault: 'name_taken' });
    for (const made of [id, other]) await engine().removeContainer(made);
  });

  it('is known to be away, and what is no engine is known as such', async () => {
    await expect(engine(podman.registry.host.replace(/^/, 'http://')).ping()).rejects.toMatchObject({
      fault: 'not_an_engine',
    });
  });
});

it('is asked for no more than the documented routes, and for each of them', () => {
  const text = readFileSync(inProject('docs', 'docker-hosts.md'), 'utf8');
  const documented = [...text.matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \|/gm)].map(([, route]) => route);
  expect(called).toEqual(new Set(documented));
});

/** One file of a ustar archive. @see POSIX.1-1988, ustar */
function tarOf(name: string, content: string): Uint8Array {
  const tar = new Uint8Array(2048);
  const put = (text: string, at: number) => tar.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  put(content, 512);
  return tar;
}
