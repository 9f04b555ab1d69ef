/** What jobs of a test do outside, on a loopback port: counts calls by path and key, and answers as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outside {
  readonly origin: string;
  /** Calls by key. */
  calls(path: string): ReadonlyMap<string, number>;
  /** Statuses of answers by path from now on; 200 unless told. */
  answer(path: string, status: number): void;
  /** Told of every call. */
  onCall: (path: string, key: string) => void;
  close(): Promise<void>;
}

export async function startOutside(): Promise<Outside> {
  const calls = new Map<string, Map<string, number>>();
  const statuses = new Map<string, number>();
  const of = (path: string) => calls.get(path) ?? new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const key = String(request.headers['idempotency-key']);
    calls.set(path, of(path).set(key, (of(path).get(key) ?? 0) + 1));
    response.writeHead(statuses.get(path) ?? 200).end();
    outside.onCall(path, key);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const { port } = server.address() as AddressInfo;
  const outside: Outside = {
    origin: `http://127.0.0.1:${port}`,
    calls: of,
    answer: (path, status) => statuses.set(path, status),
    onCall: () => undefined,
    close: async () => {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
  return outside;
}
