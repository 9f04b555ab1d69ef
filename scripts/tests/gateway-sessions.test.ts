/**
 * Gateway sessions on a real engine: the built Worker on its own runtime, podman on loopback, certificates under openssl and
 * in a real handshake. The runtime and the engine are killed on the way.
 */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BundleReply, ExecReply, GatewaySessionView } from '../../shared/gateway-sessions.schema.ts';
import { ensureProgram } from '../lib/debian-programs.ts';
import { freePort } from '../lib/local-server.ts';
import { migrateStores } from '../lib/migrated-stores.ts';
import { inProject } from '../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';
import { type Podman, startPodman } from './podman/podman.ts';

/** Values for this test only; any text that passes for a secret would do. */
const SECRETS = {
  JWT_SECRET: '9c4e1f7a20b85d63e1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  SESSION_SECRET: '2b8e1f7c94d3a06b5e8c7d1f0a4b39e6c2d5f8071b3a6e9d',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
  METRICS_TOKEN: '71f0b2c94e6d8a35f7b1c2e09d4a86530e9f7c1b2a8d6453',
  LOG_LEVEL: 'error',
};
const OWNER = 'gateway-owner';
const HOST = '3f6c1a52-7d0e-4b8a-9c35-1e2f4a6b8c0d';
const PATIENCE = { timeout: 40_000, interval: 200 };

let folder: string;
let script: string;
let port: number;
let podman: Podman;
let runtime: Runtime | undefined;
let signed: Readonly<Record<string, Record<string, string>>>;

const url = (path: string) => `http://${LOOPBACK}:${port}${path}`;
const imageOf = (name: string) => `${podman.registry.host}/mcp/${name}:1`;

async function restart(): Promise<void> {
  await runtime?.kill();
  const bindings = {
    ...SECRETS,
    CONSOLE_ENABLED: 'true',
    OUTBOUND_TRUSTED_ORIGINS: podman.origin,
    PUBLIC_URL: `http://${LOOPBACK}:${port}`,
  };
  runtime = await startRuntime({ folder, workers: [{ name: 'house', script, port, bindings }] });
}

/** @param who Whose session calls. */
async function call<Reply>(method: string, path: string, body?: unknown, who = OWNER) {
  const response = await fetch(url(path), {
    method,
    headers: signed[who] ?? {},
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply, headers: response.headers };
}

async function begun(more: object = {}): Promise<GatewaySessionView> {
  const { status, body } = await call<GatewaySessionView>('POST', '/api/sessions', {
    image: imageOf('ticks'),
    ...more,
  });
  expect(body, JSON.stringify(body)).toMatchObject({ phase: 'running' });
  expect(status).toBe(201);
  return body;
}
const exec = (id: string, body: object) => call<ExecReply>('POST', `/api/sessions/${id}/exec`, body);
const end = (id: string) => call<GatewaySessionView>('DELETE', `/api/sessions/${id}`);
const names = () => podman.cli('ps', '--all', '--format', '{{.Names}}');
const phase = (id: string, wanted: string) =>
  vi.waitFor(async () => {
    const { body } = await call<GatewaySessionView>('GET', `/api/sessions/${id}`);
    if (body.phase !== wanted) throw new Error(JSON.stringify(body));
    return body;
  }, PATIENCE);

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'gateway-test-'));
  [script, port, podman] = await Promise.all([
    bundleWorker(`${folder}/bundle`, 'workers/testing/signed-in.worker.ts'),
    freePort(),
    startPodman(),
  ]);
  await migrateStores(folder);
  await restart();
  const people = [OWNER, 'somebody-else'];
  signed = Object.fromEntries(
    await Promise.all(
      people.map(async (id) => {
        const { own } = (await (await fetch(url(`/test/sign-in?id=${id}`))).json()) as { own: Record<string, string> };
        return [id, own];
      }),
    ),
  );
  const host = { owner: OWNER, id: HOST, url: podman.origin, published_url: 'https://gateway.example.com' };
  await fetch(url('/test/hosts'), { method: 'POST', body: JSON.stringify(host) });
}, 120_000);

afterAll(async () => {
  await runtime?.kill();
  await podman?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a gateway session', { timeout: 120_000 }, () => {
  it('runs with its limits, is the owner’s alone, and is gone from the host when it ends', async () => {
    const session = await begun({ cpus: 0.25, memory_mb: 96 });
    expect(session.gateway_endpoint).toMatch(/^https:\/\/gateway\.example\.com:\d+$/);
    const [facts] = JSON.parse(podman.cli('inspect', session.container_name)) as [
      { HostConfig: object; Config: object },
    ];
    expect(facts.HostConfig).toMatchObject({ Memory: 96 * 1_048_576, NanoCpus: 250_000_000 });
    // The key is in a file and in no environment.
    expect(JSON.stringify(facts.Config)).not.toContain('PRIVATE KEY');
    for (const [method, rest, body] of [
      ['GET', ''],
      ['POST', '/bundle', {}],
      ['POST', '/exec', { command: ['true'] }],
      ['DELETE', ''],
    ] as const) {
      const other = await call(method, `/api/sessions/${session.session_id}${rest}`, body, 'somebody-else');
      const nothing = await call(method, `/api/sessions/${crypto.randomUUID()}${rest}`, body, 'somebody-else');
      expect(other.status).toBe(404);
      const bare = (reply: unknown) => JSON.stringify(reply).replace(/"request_id":"[^"]*"/, '');
      expect(bare(other.body)).toBe(bare(nothing.body));
    }
    expect((await end(session.session_id)).body.phase).toBe('ending');
    expect(await phase(session.session_id, 'ended')).toMatchObject({ end_reason: 'requested' });
    expect(names()).not.toContain(session.container_name);
    expect((await call('POST', `/api/sessions/${session.session_id}/bundle`)).status).toBe(409);
  });

  it('has certificates that openssl takes, and that let in its own client and nobody else', async () => {
    const [one, other] = [await begun(), await begun()];
    const bundles = await Promise.all(
      [one, other].map(
        async ({ session_id: id }) => (await call<BundleReply>('POST', `/api/sessions/${id}/bundle`)).body,
      ),
    );
    const [mine, foreign] = bundles as [BundleReply, BundleReply];
    const inContainer = (file: string) => podman.cli('exec', one.container_name, 'cat', `/etc/roundhouse/tls/${file}`);
    const server = { cert: inContainer('server.crt'), key: inContainer('server.key'), ca: inContainer('ca.crt') };
    const files = { 'ca.pem': mine.ca_certificate, 'client.pem': mine.client_certificate, 'server.pem': server.cert };
    for (const [file, text] of Object.entries(files)) writeFileSync(`${folder}/${file}`, text);
    const openssl = ensureProgram('openssl');
    const verify = (...args: string[]) =>
      spawnSync(openssl, ['verify', '-x509_strict', '-CAfile', 'ca.pem', ...args], { cwd: folder, encoding: 'utf8' });
    const named = ['-verify_hostname', 'gateway.example.com'];
    expect(verify('-purpose', 'sslserver', ...named, 'server.pem').stdout).toContain('OK');
    expect(verify('-purpose', 'sslclient', 'client.pem').stdout).toContain('OK');
    expect(verify('-purpose', 'sslserver', 'client.pem').status).not.toBe(0);
    expect(verify('-purpose', 'sslclient', 'server.pem').status).not.toBe(0);
    const leaf = new X509Certificate(mine.client_certificate);
    expect(leaf).toMatchObject({ ca: false, keyUsage: ['1.3.6.1.5.5.7.3.2'] });
    expect(Date.parse(leaf.validTo)).toBe(Math.floor(Date.parse(one.expires_at) / 1000) * 1000);

    const gateway = createServer({ ...server, requestCert: true, rejectUnauthorized: true }, (_, response) => {
      response.end('reached');
    });
    gateway.listen(0, LOOPBACK);
    await new Promise((resolve) => gateway.once('listening', resolve));
    const reach = (bundle: BundleReply, ca = mine.ca_certificate) =>
      new Promise<string>((resolve, reject) => {
        const to = { host: LOOPBACK, port: (gateway.address() as AddressInfo).port, servername: 'gateway.example.com' };
        const own = { cert: bundle.client_certificate, key: bundle.client_key, ca, agent: false as const };
        const sent = httpsRequest({ ...to, ...own }, (response) => {
          response.setEncoding('utf8').on('data', resolve).on('error', reject);
        });
        sent.on('error', reject).end();
      });
    try {
      expect(await reach(mine)).toBe('reached');
      await expect(reach(foreign)).rejects.toThrow();
      await expect(reach(mine, foreign.ca_certificate)).rejects.toThrow();
    } finally {
      gateway.close();
      gateway.closeAllConnections();
    }
    await Promise.all([end(one.session_id), end(other.session_id)]);
  });

  it('runs commands without a shell, apart by stream, within their bounds', async () => {
    const { session_id: id } = await begun();
    expect((await exec(id, { command: ['sh', '-c', 'echo out; echo err >&2; exit 7'] })).body).toMatchObject({
      status: 'succeeded',
      exit_code: 7,
      stdout: 'out\n',
      stderr: 'err\n',
      timeout: false,
      truncated: false,
    });
    expect((await exec(id, { command: ['echo', '$HOME; ls'] })).body.stdout).toBe('$HOME; ls\n');
    const large = await exec(id, { tool: 'head', args: ['-c', '90000', '/dev/zero'], output_bytes_limit: 32_000 });
    expect(large.body).toMatchObject({ truncated: true, exit_code: 0 });
    expect(large.body.output).toHaveLength(32_000);
    const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
    expect((await exec(id, { command: ['echo', token] })).body.stdout).not.toContain(token);
    expect((await exec(id, { command: ['no-such-program'] })).body.exit_code).not.toBe(0);
    expect((await exec(id, { command: ['sleep', '1'], max_run_seconds: 9 })).status).toBe(400);
    await end(id);
  });

  it('really ends a command that runs out of time, with everything that it began', async () => {
    const session = await begun();
    const stubborn = 'trap "" TERM INT; sleep 1001 & (env -i sleep 1002 &) ; sleep 1003';
    const late = await exec(session.session_id, { command: ['sh', '-c', stubborn], max_run_seconds: 10 });
    expect(late.body).toMatchObject({ exit_code: 124, timeout: true });
    const processes = () =>
      podman
        .cli('top', session.container_name, 'args')
        .split('\n')
        .filter((line) => /sleep 100\d/.test(line));
    expect(processes()).toEqual([]);
    // Without its environment a command cannot be told: the container is restarted, and still called.
    const bare = await exec(session.session_id, { command: ['env', '-i', 'sleep', '1004'], max_run_seconds: 10 });
    expect(bare.body.exit_code).toBe(124);
    expect(processes()).toEqual([]);
    const { body } = await call<GatewaySessionView>('GET', `/api/sessions/${session.session_id}`);
    const published = podman.cli('port', session.container_name).trim().split(':').at(-1);
    expect(body.gateway_endpoint).toBe(`https://gateway.example.com:${published}`);
    expect((await exec(session.session_id, { command: ['true'] })).body.exit_code).toBe(0);
    await end(session.session_id);
  });

  it('runs a command in the background and keeps what it says', async () => {
    const { session_id: id } = await begun();
    const started = await exec(id, { tool: 'echo', args: ['later'], async_mode: true });
    expect(started.status).toBe(202);
    const done = await vi.waitFor(async () => {
      const { body } = await call<ExecReply>('GET', started.body.result_url ?? '');
      if (body.status !== 'succeeded') throw new Error(JSON.stringify(body));
      return body;
    }, PATIENCE);
    expect(done).toMatchObject({ exit_code: 0, output: 'later\n', stdout: 'later\n', stderr: '' });
    const other = await call('GET', started.body.result_url ?? '', undefined, 'somebody-else');
    expect(other.status).toBe(404);
    const { body: job } = await call<object>('GET', `/api/jobs/${started.body.job_id}`);
    expect(JSON.stringify(job)).not.toContain('later');
    await end(id);
  });

  it('tells why it does not start, and leaves nothing behind', async () => {
    const failed = await call<{ error: { message: string } }>('POST', '/api/sessions', { image: imageOf('fails') });
    expect(failed.status).toBe(409);
    expect(failed.body.error.message).toContain('ended as soon as it was started');
    await vi.waitFor(() => expect(names().trim()).toBe(''), PATIENCE);
  });

  it('goes on cleaning up when the host and the Worker die', async () => {
    const session = await begun();
    await podman.goDown();
    expect((await end(session.session_id)).body.phase).toBe('ending');
    const waiting = await vi.waitFor(async () => {
      const { body } = await call<GatewaySessionView>('GET', `/api/sessions/${session.session_id}`);
      if ((body.cleanup?.failures ?? 0) === 0) throw new Error(JSON.stringify(body));
      return body;
    }, PATIENCE);
    expect(waiting).toMatchObject({ phase: 'ending', cleanup: { problem: 'unreachable' } });
    await restart();
    await podman.comeBack();
    await phase(session.session_id, 'ended');
    expect(names()).not.toContain(session.container_name);
  });

  it('ends a command whose Worker was killed', async () => {
    const session = await begun({ runtime: { max_run_seconds: 10, output_bytes_limit: 32_000 } });
    exec(session.session_id, { command: ['sleep', '1005'] }).catch(() => undefined);
    const processes = () => podman.cli('top', session.container_name, 'args');
    await vi.waitFor(() => expect(processes()).toContain('sleep 1005'), PATIENCE);
    await restart();
    await vi.waitFor(() => expect(processes()).not.toContain('sleep 1005'), { timeout: 60_000, interval: 500 });
    await end(session.session_id);
  });
});
