/**
 * One slice of load as a crowd makes it: requests leave at fixed times whether or not the answers before have come. Latency
 * counts from the time at which a request should have left, so a server that falls behind cannot hide it.
 */
import { Agent, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Load, type LoadResult, resultOf } from './load.ts';

/** Milliseconds between two looks at what is due. */
const LOOK_MS = 1;

/** @param perSecond Requests that leave in a second; `connections` bounds those under way. */
export async function applyOfferedLoad(load: Load, perSecond: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const latencies: number[] = [];
  let failures = 0;
  const total = Math.max(1, Math.round(perSecond * load.seconds));
  const underWay: Promise<void>[] = [];
  const startedMs = performance.now();
  for (let sent = 0; sent < total; ) {
    const dueMs = startedMs + (sent * 1000) / perSecond;
    if (performance.now() < dueMs) {
      await pause(LOOK_MS);
      continue;
    }
    sent += 1;
    const answered = statusOf(load, agent).then((status) => {
      if (status !== (load.status ?? 200)) failures += 1;
      latencies.push(performance.now() - dueMs);
    });
    underWay.push(
      answered.catch(() => {
        failures += 1;
      }),
    );
  }
  await Promise.all(underWay);
  agent.destroy();
  return resultOf(latencies, failures, (performance.now() - startedMs) / 1000);
}

/** Sends one request and reads its answer to the end. */
function statusOf({ url, body, headers }: Load, agent: Agent): Promise<number | undefined> {
  const text = body?.();
  const type =
    text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const outgoing = send(url, {
    agent,
    method: text === undefined ? 'GET' : 'POST',
    headers: { ...type, ...headers?.() },
  });
  outgoing.on('error', reject).on('response', (response) => {
    response
      .on('error', reject)
      .on('end', () => resolve(response.statusCode))
      .resume();
  });
  outgoing.end(text);
  return promise;
}
