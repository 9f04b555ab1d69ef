/**
 * Roundhouse as the proxies see it: the production bundle behind TLS. A second isolate on the same stores stands for the
 * rest of the world, so that what an operator changes there must find its way into the first.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import path from 'node:path';
import { createServer } from 'node:tls';
import { ensureProgram } from '../../lib/debian-programs.ts';
import { freePort } from '../../lib/local-server.ts';
import { migrateStores } from '../../lib/migrated-stores.ts';
import { LOOPBACK, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';

/** Values for this test only; any text that passes for a secret would do. */
const BINDINGS = {
  ENVIRONMENT: 'local',
  JWT_SECRET: '51e0c7a94b8d2f6330d1f7c82ea9b465c1f08d7e3b62a594',
  ADMIN_TOKEN: 'e27b4d90c5f81a63d04796be1c385fa26e9d0b74f8c13a52',
  ROUND_ORDER_SECRET: '94c1d7e30fb852a67e06cf19d8b34a5213f7e6c80b9da245',
  LOG_LEVEL: 'error',
};

export interface DecisionPoint {
  readonly port: number;
  readonly certificateFile: string;
  /** Calls the admin API in the other isolate. */
  admin<Reply = unknown>(method: string, path: string, body?: unknown): Promise<Reply>;
  /** From now on somebody else answers at the address: all goes on but for the certificate. */
  impersonate(): void;
  /** Ends everything at once. */
  kill(): Promise<void>;
}

export async function openDecisionPoint(folder: string): Promise<DecisionPoint> {
  const [script] = await Promise.all([bundleWorker(path.join(folder, 'bundle')), migrateStores(folder)]);
  const host = async (name: string) => ({
    name,
    script,
    port: await freePort(),
    bindings: BINDINGS,
    objectsOf: 'here',
  });
  const [here, elsewhere] = [await host('here'), await host('elsewhere')];
  const runtime = await startRuntime({ folder, workers: [here, elsewhere] });
  const front = await openTlsFront(here.port, folder);
  return {
    ...front,
    admin: async <Reply>(method: string, at: string, body?: unknown) => {
      const response = await fetch(`http://${LOOPBACK}:${elsewhere.port}${at}`, {
        method,
        headers: { Authorization: `Bearer ${BINDINGS.ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Reply;
    },
    kill: async () => {
      front.close();
      await runtime.kill();
    },
  };
}

async function openTlsFront(workerPort: number, folder: string) {
  const [own, foreign] = ['own', 'foreign'].map((name) => makeCertificate(path.join(folder, name))) as [Pair, Pair];
  const open = new Set<Socket>();
  const server = createServer(contextOf(own), (socket) => {
    const worker = connect(workerPort, LOOPBACK);
    for (const [one, other] of [
      [socket, worker],
      [worker, socket],
    ] as const) {
      open.add(one);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    certificateFile: own.certificateFile,
    impersonate: () => {
      server.setSecureContext(contextOf(foreign));
      hangUp();
    },
    close: () => {
      server.close();
      hangUp();
    },
  };
}

interface Pair {
  readonly keyFile: string;
  readonly certificateFile: string;
}

const contextOf = ({ keyFile, certificateFile }: Pair) => ({
  key: readFileSync(keyFile),
  cert: readFileSync(certificateFile),
});

/** Signed by itself, for a day. */
function makeCertificate(file: string): Pair {
  const pair = { keyFile: `${file}.key`, certificateFile: `${file}.crt` };
  const subject = [
    '-subj',
    '/CN=roundhouse.example',
    '-addext',
    `subjectAltName=DNS:roundhouse.example,IP:${LOOPBACK}`,
  ];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', pair.keyFile];
  const args = ['req', '-x509', ...key, '-out', pair.certificateFile, '-days', '1', ...subject];
  const { status, stderr } = spawnSync(ensureProgram('openssl'), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return pair;
}
