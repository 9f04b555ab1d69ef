/**
 * The built Worker on its own runtime against the simulated Zaim over real sockets: it is killed with SIGKILL between login
 * and callback, after the callback and during a rotation of the encryption key, and the household notices nothing.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SummaryReply, summaryReply } from '../../shared/zaim.schema.ts';
import { encryptionKid, sealedFacts } from '../lib/encryption-rotation.ts';
import { freePort } from '../lib/local-server.ts';
import { migrateStores } from '../lib/migrated-stores.ts';
import { inProject } from '../lib/project.ts';
import { readMetrics } from '../lib/ring-facts.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { exportSealed, importSealed, sweepAll } from '../lib/sealed-records.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';
import { startZaimSimulator, type ZaimSimulator } from './zaim/simulator.ts';

/** Values for this test only; any text that passes for a secret would do. */
const OLD_KEY = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const NEW_KEY = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const COMMON = {
  JWT_SECRET: '9c4e1f7a20b85d63e1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  METRICS_TOKEN: '71f0b2c94e6d8a35f7b1c2e09d4a86530e9f7c1b2a8d6453',
  ADMIN_TOKEN: '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23',
  ZAIM_CONSUMER_KEY: 'simulated-consumer',
  ZAIM_CONSUMER_SECRET: 'simulated-consumer-word',
  LOG_LEVEL: 'error',
};
const ADMIN = { Authorization: `Bearer ${COMMON.ADMIN_TOKEN}` };
const PATIENCE = { timeout: 20_000, interval: 100 };

let folder: string;
let script: string;
let port: number;
let zaim: ZaimSimulator;
let runtime: Runtime | undefined;
const url = (path: string) => `http://${LOOPBACK}:${port}${path}`;

/** Kills what runs, and starts it again on the same stores. */
async function restart(keys: Readonly<Record<string, string>> = { ENCRYPTION_KEY: OLD_KEY }): Promise<void> {
  await runtime?.kill();
  const bindings = { ...COMMON, ...keys, ZAIM_API_URL: zaim.origin, ZAIM_AUTH_URL: zaim.origin };
  runtime = await startRuntime({ folder, workers: [{ name: 'house', script, port, bindings }] });
}

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'zaim-kill-test-'));
  [script, port, zaim] = await Promise.all([
    bundleWorker(`${folder}/bundle`),
    freePort(),
    startZaimSimulator(),
    migrateStores(folder),
  ]);
  await restart();
}, 60_000);

afterAll(async () => {
  await runtime?.kill();
  await zaim?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function summary(): Promise<SummaryReply> {
  const response = await fetch(url('/zaim/summary'), { headers: ADMIN });
  return summaryReply.parse(await response.json());
}

/** Waits for a fetch that ended after a moment. */
const fetchedSince = (ms: number) =>
  vi.waitFor(async () => {
    const reply = await summary();
    const { last_success_at: at = '', consecutive_failures: failures = 0 } = reply.freshness ?? {};
    if (failures === 0 && !(Date.parse(at) >= ms)) throw new Error(JSON.stringify(reply));
    return reply;
  }, PATIENCE);

async function login(): Promise<{ readonly token: string; readonly cookie: string }> {
  const begun = await fetch(url('/zaim/auth/login'), { headers: ADMIN, redirect: 'manual' });
  const token = new URL(begun.headers.get('Location') ?? '').searchParams.get('oauth_token') ?? '';
  return { token, cookie: begun.headers.get('Set-Cookie')?.split(';')[0] ?? '' };
}

async function callback({ token, cookie }: Awaited<ReturnType<typeof login>>): Promise<string | null> {
  const back = new URL(zaim.provider().decide(token, true) ?? '');
  const answer = await fetch(url(`${back.pathname}${back.search}`), {
    headers: { Cookie: cookie },
    redirect: 'manual',
  });
  return answer.headers.get('Location');
}

describe('a household whose Worker dies', { timeout: 110_000 }, () => {
  it('is connected although the runtime was killed between login and callback', async () => {
    const begun = await login();
    await restart();
    const startedMs = Date.now() - 1000;
    expect(await callback(begun)).toBe('/zaim/?connected=home');
    expect((await fetchedSince(startedMs)).freshness).toMatchObject({ consecutive_failures: 0 });
    expect(zaim.provider()).toMatchObject({ exchanges: 1, refused: [] });
  });

  it('is fetched although the runtime was killed while Zaim answered', async () => {
    const user = zaim.provider().user();
    user.setFaults({ verify: { kind: 'slow', ms: 3000 } });
    const calls = user.calls.verify ?? 0;
    expect(await callback(await login())).toBe('/zaim/?connected=home');
    await vi.waitFor(() => expect(user.calls.verify).toBeGreaterThan(calls), PATIENCE);
    user.setFaults({});
    await restart();
    const reply = await fetchedSince(Date.now() - 1000);
    expect(reply.freshness).toMatchObject({ consecutive_failures: 0 });
  });

  it('keeps its token through a rotation of the encryption key with a kill in every phase', async () => {
    const access = { url: url(''), token: COMMON.ADMIN_TOKEN };
    const facts = async () => sealedFacts(await readMetrics(url(''), COMMON.METRICS_TOKEN));
    const [oldKid, newKid] = [encryptionKid(OLD_KEY), encryptionKid(NEW_KEY)];
    expect(await facts()).toEqual([{ kid: oldKid, state: 'sealing', records: 1 }]);
    await restart({ ENCRYPTION_KEY: OLD_KEY, ENCRYPTION_KEY_NEW: NEW_KEY });
    expect(await facts()).toContainEqual({ kid: newKid, state: 'announced', records: 0 });
    await restart({ ENCRYPTION_KEY: OLD_KEY, ENCRYPTION_KEY_NEW: NEW_KEY, ENCRYPTION_SIGNER: 'new' });
    await sweepAll(access);
    await restart({ ENCRYPTION_KEY: OLD_KEY, ENCRYPTION_KEY_NEW: NEW_KEY, ENCRYPTION_SIGNER: 'new' });
    expect(await facts()).toEqual(
      expect.arrayContaining([
        { kid: oldKid, state: 'open-only', records: 0 },
        { kid: newKid, state: 'sealing', records: 1 },
      ]),
    );
    await restart({ ENCRYPTION_KEY: NEW_KEY });
    // A backup that is brought back is opened, and fetched with.
    const file = `${folder}/sealed.json`;
    await exportSealed(access, file);
    const startedMs = Date.now() - 1000;
    await importSealed(access, file);
    expect((await fetchedSince(startedMs)).freshness).toMatchObject({ consecutive_failures: 0 });
    await restart({ ENCRYPTION_KEY: OLD_KEY });
    await expect(importSealed(access, file)).rejects.toThrow('400');
    await restart({ ENCRYPTION_KEY: NEW_KEY });
  });

  it.each([
    ['breaks off', { kind: 'truncated' }, 'unreachable'],
    ['closes the connection', { kind: 'down' }, 'unreachable'],
    ['redirects', { kind: 'redirect' }, 'redirect'],
  ] as const)('is told when Zaim %s', async (_, fault, failure) => {
    const user = zaim.provider().user();
    user.setFaults({ money: fault });
    const startedMs = Date.now() - 1000;
    await importSealed({ url: url(''), token: COMMON.ADMIN_TOKEN }, `${folder}/sealed.json`);
    expect((await fetchedSince(startedMs)).freshness).toMatchObject({ consecutive_failures: 1, failure });
    user.setFaults({});
  });
});
