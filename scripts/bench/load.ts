/**
 * One slice of load: a fixed number of connections, each sending its next request when the answer to the last has come.
 * Throughput and latency are therefore two views of the same thing; ratios of either compare like with like.
 */
import autocannon from 'autocannon';

/** Milliseconds; the load ends with a sample, so this is how exactly it keeps its length. */
const SAMPLE_MS = 50;

/** What is sent. Bodies and headers are made anew for each request. */
export interface Traffic {
  readonly url: string;
  /** Makes the JSON body of a POST. Without it requests are GETs. */
  readonly body?: (() => string) | undefined;
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  /** Status of the answers that are meant to come; 200 when left out. */
  readonly status?: number | undefined;
}

export interface Load extends Traffic {
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly answers: number;
  /** Answers of another status, and requests without an answer. */
  readonly failures: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function applyLoad(load: Load): Promise<LoadResult> {
  const { url, connections, seconds, status: meant = 200 } = load;
  const latencies: number[] = [];
  let failures = 0;
  const startedMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const request = { method: load.body === undefined ? 'GET' : 'POST', setupRequest: setUp(load) };
    autocannon({ url, connections, duration: seconds, sampleInt: SAMPLE_MS, requests: [request] }, (error) =>
      error === null ? resolve() : reject(error),
    )
      .on('response', (_client, status, _bytes, milliseconds) => {
        latencies.push(milliseconds);
        if (status !== meant) failures += 1;
      })
      .on('reqError', () => {
        failures += 1;
      });
  });
  return resultOf(latencies, failures, (performance.now() - startedMs) / 1000);
}

/** @param latencies In milliseconds, one for each answer. */
export function resultOf(latencies: readonly number[], failures: number, elapsedSeconds: number): LoadResult {
  const sorted = Float64Array.from(latencies).sort();
  const quantile = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return {
    answers: sorted.length,
    failures,
    perSecond: sorted.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

function setUp({ body, headers }: Traffic) {
  return <Draft extends object>(draft: Draft): Draft => {
    const type = body && { 'Content-Type': 'application/json' };
    return Object.assign(draft, { headers: { ...type, ...headers?.() } }, body && { method: 'POST', body: body() });
  };
}
