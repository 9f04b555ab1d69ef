/**
 * Plants a secret of its own in every door of the console, stops the house, and looks through everything that it has left on
 * disk and printed: KV, D1, Durable Objects, queues, logs. In no form may one of them stand there.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { RouteContract } from '../../shared/contract.ts';
import { CONTRACTS } from '../../shared/contracts.ts';
import { isSecretName } from '../../shared/secret-names.ts';
import { inProject } from '../lib/project.ts';
import { newCanary } from './canary/canary.ts';
import { DOORS, type Door, RESOLVING, type Visitor } from './canary/doors.ts';
import { ADMIN_TOKEN, type CanaryHouse, startCanaryHouse } from './canary/house.ts';
import { type Outside, startOutside } from './canary/outside.ts';
import { tracesOf } from './canary/traces.ts';

const routeOf = ({ method, path }: Pick<RouteContract, 'method' | 'path'>) => `${method} ${path}`;
const ROUTES = new Set(CONTRACTS.map(routeOf));
const isThere = ({ route }: Pick<Door, 'route'>) => ROUTES.has(route);

/** Fields that say something about a secret and hold none. */
const NO_SECRETS = new Set(['not_secret', 'requires_auth']);

/** By what was planted. */
const canaries = new Map<string, string>();
const controls = new Map([
  ['plain text in D1', newCanary()],
  ['plain text in a Durable Object', newCanary()],
]);
const handedOut = { vault: newCanary(), issued: newCanary() };
const answers: string[] = [];
const statuses = new Map<string, number>();
let folder: string;
let house: CanaryHouse;
let outside: Outside;
let traces: Map<string, string[]>;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'canary-test-'));
  outside = await startOutside(handedOut);
  house = await startCanaryHouse(`${folder}/house`, [outside.origin]);
  const visitor: Visitor = { outside: outside.origin, ask };
  for (const door of DOORS.filter(isThere)) {
    const canary = newCanary();
    canaries.set(door.name, canary);
    await note(door.name, await door.open(canary, visitor));
  }
  for (const door of RESOLVING.filter(isThere)) await note(door.name, await door.open('', visitor));
  for (const [name, secret] of Object.entries(handedOut)) canaries.set(`what the outside hands out: ${name}`, secret);
  await plantControls();
  // What is written behind the answers is written by then.
  await ask('POST', '/auth/logout');
  await house.stop();
  traces = tracesOf(new Map([...canaries, ...controls]), `${folder}/house`, house.output());
}, 180_000);

afterAll(async () => {
  await house?.stop();
  await outside?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  return await fetch(house.origin + path, {
    method,
    redirect: 'manual',
    headers: { Cookie: house.cookie, Origin: house.origin, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function note(name: string, response: Response): Promise<void> {
  statuses.set(name, response.status);
  answers.push(await response.text());
}

/** Stored in plain text on purpose: a setting that was marked as harmless, and the reason of a limit. */
async function plantControls(): Promise<void> {
  const value = { value: controls.get('plain text in D1'), not_secret: true };
  const config = { config: { servers: [], global_settings: { note: value } } };
  await note('plain text in D1', await ask('PUT', '/api/config/gateway', config));
  const override = {
    policy: 'console',
    mode: 'shadow',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    reason: controls.get('plain text in a Durable Object'),
    author: 'the test',
  };
  const admin = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  await note('plain text in a Durable Object', await ask('PUT', '/admin/limits/overrides', override, admin));
}

describe('the scan', () => {
  it('sees what is stored in plain text, in D1 and in Durable Objects', () => {
    expect([...controls.keys()].map((name) => statuses.get(name))).toEqual([200, 200]);
    expect(traces.get('plain text in D1')?.join()).toContain('d1');
    expect(traces.get('plain text in a Durable Object')?.join()).toContain('do');
  });

  it('reads what was printed at the most talkative level', () => {
    expect(house.output()).toContain('"event":"request"');
    expect(house.output()).toContain('"route":"/api/config/gateway"');
  });
});

describe('a secret', () => {
  it.each(DOORS.filter(isThere))(
    'gets where it belongs or is refused: $name',
    ({ name, statuses: expected, goesOut }) => {
      expect(expected).toContain(statuses.get(name));
      if (goesOut) expect(outside.received()).toContain(canaries.get(name));
    },
  );

  it.each(RESOLVING.filter(isThere))('is resolved: $name', ({ name, statuses: expected }) => {
    expect(expected).toContain(statuses.get(name));
  });

  it('of the vault arrives in the container', () => {
    const created = outside
      .received()
      .split('\n')
      .find((line) => line.includes('/containers/create'));
    expect(created).toContain(`API_TOKEN=${handedOut.vault}`);
    expect(created).toContain(`--key=x${handedOut.vault}`);
  });

  it('is found in no store and no line, whatever door it came through', () => {
    const found = [...traces].filter(([name]) => !controls.has(name));
    expect(found).toEqual([]);
  });

  it('is in no answer', () => {
    for (const canary of canaries.values())
      expect(answers.join('\n').replace(/"pointer":"[^"]*"/g, '')).not.toContain(canary);
  });
});

describe('the list of doors', () => {
  it('has one for every field of the console whose name means a secret', () => {
    const doors = new Set(DOORS.map(({ route }) => route));
    // An alias takes what the route itself takes.
    const covered = new Set(CONTRACTS.filter((contract) => doors.has(routeOf(contract))).map(({ request }) => request));
    const takesSecret = (request: z.ZodType) =>
      fieldsOf(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' })).some(
        (name) => isSecretName(name) && !NO_SECRETS.has(name),
      );
    const forgotten = CONTRACTS.filter(
      ({ tag, request }) => tag === 'console' && request !== undefined && !covered.has(request) && takesSecret(request),
    ).map(routeOf);
    expect(forgotten).toEqual([]);
  });
});

/** Names of members anywhere in a schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inside]) => [
    ...(name === 'properties' ? Object.keys(inside as object) : []),
    ...fieldsOf(inside),
  ]);
}
