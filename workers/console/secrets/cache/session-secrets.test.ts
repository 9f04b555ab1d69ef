import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { SealedEntry, SessionSecrets } from './session-secrets.do.ts';

const entry = (reference: string, lastsMs: number): SealedEntry => {
  const storedAtMs = Date.now();
  const [iv, sealed] = [new Uint8Array(12), new Uint8Array(20)];
  return { reference, iv, sealed, storedAtMs, expiresAtMs: storedAtMs + lastsMs };
};
const object = () => env.SESSION_SECRETS_CACHE.getByName(crypto.randomUUID());
const kept = (stub: DurableObjectStub<SessionSecrets>) =>
  runInDurableObject(stub, async (_, { storage }) => ({
    tables: storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'cached'").toArray().length,
    alarm: await storage.getAlarm(),
  }));
const NOTHING = { tables: 0, alarm: null };

it('a cache that was only asked keeps nothing: there is one for each session that ever was', async () => {
  const stub = object();
  expect(await stub.read(['{{ env:A }}'])).toEqual([]);
  expect(await stub.list()).toEqual([]);
  await stub.clear('');
  expect(await kept(stub)).toEqual(NOTHING);
});

it('a cache whose entries have gone keeps nothing, and can be written again', async () => {
  const stub = object();
  await stub.write([entry('{{ env:A }}', 60_000), entry('{{ bw:a:b }}', 60_000)]);
  await stub.clear('{{ bw:');
  expect((await stub.list()).map(({ reference }) => reference)).toEqual(['{{ env:A }}']);
  await stub.clear('');
  expect(await kept(stub)).toEqual(NOTHING);
  await stub.write([entry('{{ env:B }}', -1)]);
  await runDurableObjectAlarm(stub);
  expect(await kept(stub)).toEqual(NOTHING);
  await stub.write([entry('{{ env:C }}', 60_000)]);
  expect(await stub.read(['{{ env:C }}'])).toHaveLength(1);
});
