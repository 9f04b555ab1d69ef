/**
 * The Workers that take part in the contests of access, side by side in one workerd over the same D1 and KV, with people,
 * rules, keys and a session in them, and an issuer of tokens on the loopback address.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readD1Migrations } from '@cloudflare/vitest-plugin';
import { freePort } from '../lib/local-server.ts';
import { openLimits } from '../lib/open-limits.ts';
import { inProject } from '../lib/project.ts';
import { type HostedWorker, LOOPBACK, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';
import type { Filling } from './access-filling.ts';
import { BENCH_BINDINGS, type Place } from './field.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { personOf, SUBJECTS } from './zipf-load.ts';

/** Values for a run on this machine only. */
const ADMIN_TOKEN = randomBytes(32).toString('hex');
const SESSION_SECRET = randomBytes(32).toString('hex');

const ROLE = 'reader';
/** Rules beside the one that decides: as many as a small product has. */
const OTHER_POLICIES = 20;
/** Of API keys: each may call 200 times a second, and one owner has 20 at most. */
const KEYS = 80;
const KEYS_OF_OWNER = 20;

export interface AccessField {
  /** As it is deployed. */
  readonly house: Place;
  /** A second one like it: what its isolate learns does not show in the first. */
  readonly twin: Place;
  /** Verifies each token anew. */
  readonly noTokens: Place;
  /** Reads D1 for each question. */
  readonly noDecisions: Place;
  /** With `ENABLE_AUTH_CACHE=false`. */
  readonly noCache: Place;
  readonly zipf: Place;
  readonly issuer: Issuer;
  readonly apiKeys: readonly string[];
  readonly cookie: string;
  output(): string;
  close(): Promise<void>;
}

export async function openAccessField(folder: string): Promise<AccessField> {
  const issuer = await startIssuer();
  const bindings = {
    ...BENCH_BINDINGS,
    ADMIN_TOKEN,
    SESSION_SECRET,
    TOKEN_ISSUERS: JSON.stringify(issuer.settings),
    // Groups mean nothing here: no token of these issuers has any.
    ROLE_MAPPING: '[]',
  };
  const bundle = (name: string) => bundleWorker(path.join(folder, 'bundles', name), `scripts/bench/worker/${name}.ts`);
  const host = async (name: string, script: string, more: Partial<HostedWorker> = {}): Promise<HostedWorker> => {
    return { name, script, port: await freePort(), bindings, ...more };
  };
  const deployed = await bundleWorker(path.join(folder, 'bundles', 'access-house'));
  const house = await host('house', deployed);
  const twin = await host('twin', deployed);
  const noTokens = await host('no-tokens', await bundle('house-without-token-memory'));
  const noDecisions = await host('no-decisions', await bundle('house-without-decision-caches'));
  const noCache = await host('no-cache', deployed, { bindings: { ...bindings, ENABLE_AUTH_CACHE: 'false' } });
  const zipf = await host('zipf', await bundle('zipf'));
  const stores = await host('stores', await bundle('access-stores'), { objectsOf: 'house' });
  const workers = [house, twin, noTokens, noDecisions, noCache, zipf, stores];
  const runtime = await startRuntime({ folder: path.join(folder, 'access'), workers });
  const at = ({ port }: HostedWorker): Place => ({ url: `http://${LOOPBACK}:${port}`, runtimePid: runtime.pid });
  const close = async () => {
    await runtime.kill();
    issuer.close();
  };
  try {
    const cookie = await fillStores(at(stores).url, issuer);
    // One service asks more here than any may; what a limit costs is another contest.
    for (const hosted of [house, twin, noTokens, noDecisions, noCache]) {
      await openLimits(at(hosted).url, ADMIN_TOKEN, ['decision', 'api_key']);
    }
    return {
      house: at(house),
      twin: at(twin),
      noTokens: at(noTokens),
      noDecisions: at(noDecisions),
      noCache: at(noCache),
      zipf: at(zipf),
      issuer,
      apiKeys: await makeKeys(at(house).url),
      cookie,
      output: runtime.output,
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`The stores could not be filled.\n${runtime.output().slice(-2000)}`, { cause: error });
  }
}

async function fillStores(url: string, { subjects }: Issuer): Promise<string> {
  const migrations = await readD1Migrations(inProject('workers/migrations'));
  const sessionOf = 'person-with-session';
  const filling: Filling = {
    migrations: migrations.flatMap(({ queries }) => queries),
    role: ROLE,
    permissions: [
      { action: 'read', resource_type: 'document', resource_id: '*' },
      { action: 'get', resource_type: 'http', resource_id: 'app.example/*' },
    ],
    policies: Array.from({ length: OTHER_POLICIES }, (_, nth) => ({
      effect: nth % 2 === 0 ? 'deny' : 'allow',
      subjects: [{ role: `other-${nth}` }, { type: 'user', id: `other-${nth}` }],
      permission: { action: 'read', resource_type: 'document', resource_id: '*' },
      conditions: [],
    })),
    people: [...Array.from({ length: SUBJECTS }, (_, nth) => personOf(nth)), ...subjects, sessionOf],
    sessionOf,
  };
  const { cookie } = await post<{ cookie: string }>(url, filling);
  return cookie;
}

/** Made by the operator's route, as anybody would. */
async function makeKeys(url: string): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < KEYS) {
    const owner = { type: 'service', id: `shop-${Math.floor(keys.length / KEYS_OF_OWNER)}` };
    const body = { name: 'benchmark', scopes: ['access:evaluate'], owner };
    const { key } = await post<{ key: string }>(`${url}/admin/access/keys`, body);
    keys.push(key);
  }
  return keys;
}

async function post<Reply>(url: string, body: unknown): Promise<Reply> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${ADMIN_TOKEN}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Reply;
}
