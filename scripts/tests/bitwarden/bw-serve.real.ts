/**
 * The console's Bitwarden client against the official command line: a real `bw login`, a real `bw serve` with a real
 * encrypted vault, behind a door that asks for a service token and rewrites `Host` as a tunnel does. What the simulator of
 * the ordinary tests pretends is seen here.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SecretReference } from '../../../shared/secret-references.ts';
import { BwServe } from '../../../workers/console/secrets/bitwarden/bw-serve.ts';
import { Unresolved } from '../../../workers/console/secrets/unresolved.ts';
import { createGuardedFetch } from '../../../workers/kernel/guarded-fetch/guarded-fetch.ts';
import { createLog } from '../../../workers/kernel/log.ts';
import { noMetrics } from '../../../workers/kernel/metrics/metrics.ts';
import { ensureBitwardenCli } from '../../lib/bitwarden-cli.ts';
import { ensureProgram } from '../../lib/debian-programs.ts';
import { freePort } from '../../lib/local-server.ts';
import { exitCode, inProject } from '../../lib/project.ts';
import { Account } from './account.ts';
import { type BitwardenServer, startBitwardenServer } from './server.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';

const MASTER_PASSWORD = 'correct horse battery staple';
const TOKEN = { client_id: 'a.access', client_secret: 'a-service-token' };
const LOGIN = {
  id: randomUUID(),
  name: 'db/prod',
  username: 'app',
  password: 'p@ss "word" {{ }} ü',
  notes: 'line one\nline two',
  uri: 'https://db.example.com',
  field: { name: 'api key', value: 'k-123' },
};
const OTHERS = ['twin one', 'twin two'].map((name) => ({
  ...LOGIN,
  id: randomUUID(),
  name,
  uri: 'https://twin.example.com',
}));

let folder: string;
let account: Account;
let server: BitwardenServer;
let serve: ChildProcess;
let tunnel: Tunnel;
let env: NodeJS.ProcessEnv;
let port: number;

/** Runs one command of the command line to its end. It calls the server of this process, so nothing may stand still. */
async function bw(...args: string[]): Promise<void> {
  const run = spawn(process.execPath, [ensureBitwardenCli(), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => (told += String(chunk)));
  const code = await exitCode(run);
  if (code !== 0) throw new Error(`bw ${args[0]} ended with ${code}: ${told}`);
}

beforeAll(async () => {
  ensureBitwardenCli();
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'bitwarden-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    ...subject,
  ];
  if (spawnSync(ensureProgram('openssl'), made).status !== 0) throw new Error('openssl made no certificate');
  account = new Account(MASTER_PASSWORD, [LOGIN, ...OTHERS]);
  server = await startBitwardenServer(account, { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') });
  env = {
    PATH: process.env.PATH,
    HOME: folder,
    BITWARDENCLI_APPDATA_DIR: folder,
    NODE_EXTRA_CA_CERTS: cert,
    BW_CLIENTID: `user.${account.id}`,
    BW_CLIENTSECRET: account.clientSecret,
  };
  await bw('config', 'server', server.origin);
  await bw('login', '--apikey');
  port = await freePort();
  const args = [ensureBitwardenCli(), 'serve', '--hostname', 'localhost', '--port', String(port)];
  serve = spawn(process.execPath, args, { env, stdio: 'ignore' });
  await vi.waitFor(() => fetch(`http://localhost:${port}/status`), { timeout: 30_000, interval: 200 });
  tunnel = await startTunnel(port, TOKEN);
});

afterAll(async () => {
  await tunnel?.close();
  if (serve?.exitCode === null) {
    const ended = once(serve, 'exit');
    serve.kill();
    await ended;
  }
  await server?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function vault(token = TOKEN): BwServe {
  const settings = { OUTBOUND_ALLOWED_HOSTS: [], OUTBOUND_TRUSTED_ORIGINS: [tunnel.origin], DNS_OVER_HTTPS_URL: '' };
  const guarded = createGuardedFetch({ settings, log: createLog('silent'), metrics: noMetrics });
  return new BwServe({ url: tunnel.origin, service_token: token }, guarded, AbortSignal.timeout(60_000));
}

const field = (item: string, name: string): SecretReference => ({ prefix: 'bw', parts: [item, name] });
const reasonOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'read',
    (error: unknown) => (error instanceof Unresolved ? error.reason : error),
  );

describe('a real bw serve', () => {
  it('is locked at first, and says so', async () => {
    expect(await vault().state()).toBe('locked');
    expect(await reasonOf(vault().read(field(LOGIN.id, 'password')))).toBe('locked');
    expect(await reasonOf(vault().search(''))).toBe('locked');
  });

  it('takes the right password and no other', async () => {
    expect(await vault().lock.unlock('wrong')).toBe(false);
    expect(await vault().state()).toBe('locked');
    expect(await vault().lock.unlock(MASTER_PASSWORD)).toBe(true);
    expect(await vault().state()).toBe('ready');
    // On a busy machine the command that signs in may end before it has written the vault down.
    await vault().lock.sync();
  });

  it.each([
    ['password', LOGIN.password],
    ['username', LOGIN.username],
    ['notes', LOGIN.notes],
    ['uri', LOGIN.uri],
    ['api key', LOGIN.field.value],
  ])('gives %s by the id of the item and by its name', async (name, value) => {
    expect(await vault().read(field(LOGIN.id, name))).toBe(value);
    expect(await vault().read(field(LOGIN.name, name))).toBe(value);
  });

  it('says what is not there', async () => {
    expect(await reasonOf(vault().read(field(LOGIN.id, 'nothing')))).toBe('no_such_field');
    expect(await reasonOf(vault().read(field('nobody', 'password')))).toBe('not_found');
    expect(await reasonOf(vault().read(field(randomUUID(), 'password')))).toBe('not_found');
    expect(await reasonOf(vault().read(field('twin', 'password')))).toBe('ambiguous');
  });

  it('lists names and fields', async () => {
    const found = await vault().search('db');
    expect(found).toEqual([
      { id: LOGIN.id, name: LOGIN.name, fields: ['password', 'username', 'notes', 'uri', 'api key'], type: '1' },
    ]);
  });

  it('is reached by nobody without the token, and by no page', async () => {
    expect(await reasonOf(vault({ ...TOKEN, client_secret: 'another' }).state())).toBe('access_refused');
    const headers = { Origin: 'https://evil.example' };
    expect((await fetch(`http://localhost:${port}/status`, { headers })).status).toBe(403);
  });

  it('fetches the vault anew, goes on without its server, and locks', async () => {
    await vault().lock.sync();
    await server.close();
    expect(await reasonOf(vault().lock.sync())).toBe('unreachable');
    expect(await vault().read(field(LOGIN.id, 'username'))).toBe(LOGIN.username);
    await vault().lock.lock();
    expect(await vault().state()).toBe('locked');
    // It answers 500 and has unlocked all the same.
    expect(await vault().lock.unlock(MASTER_PASSWORD)).toBe(true);
    expect(await vault().read(field(LOGIN.id, 'username'))).toBe(LOGIN.username);
  });
});
