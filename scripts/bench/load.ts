/**
 * One slice of load: a fixed number of connections, each sending its next request when the answer to the last has come.
 * Throughput and latency are therefore two views of the same thing; ratios of either compare like with like.
 */
import autocannon from 'autocannon';

/** Milliseconds; the load ends with a sample, so this is how exactly it keeps its length. */
const SAMPLE_MS = 50;

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Makes the JSON body of a POST, a new one for each request. Without it requests are GETs. */
  readonly body?: (() => string) | undefined;
}

export interface LoadResult {
  readonly answers: number;
  /** Answers other than 200, and requests without an answer. */
  readonly failures: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function applyLoad({ url, connections, seconds, body }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let failures = 0;
  const startedMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const request =
      body === undefined
        ? { method: 'GET' }
        : {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            setupRequest: (draft: object) => Object.assign(draft, { method: 'POST', body: body() }),
          };
    autocannon({ url, connections, duration: seconds, sampleInt: SAMPLE_MS, requests: [request] }, (error) =>
      error === null ? resolve() : reject(error),
    )
      .on('response', (_client, status, _bytes, milliseconds) => {
        latencies.push(milliseconds);
        if (status !== 200) failures += 1;
      })
      .on('reqError', () => {
        failures += 1;
      });
  });
  const elapsedSeconds = (performance.now() - startedMs) / 1000;
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
