/**
 * `GET /metrics`: the sum of all shards as a page for Prometheus. Closed unless somebody was let in on purpose, and no
 * part of the public API. A shard that does not answer fails the scrape: a gap in a graph is honest, a sum without one
 * shard is a wrong number.
 */
import type { RouteAddress } from '../../../shared/routes.ts';
import type { Endpoint } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Sample } from '../../kernel/metrics/cells.ts';
import { writePage } from '../../kernel/metrics/exposition.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { readSources, type SeriesSource } from '../../kernel/metrics/sources.ts';
import type { ScrapeAccess } from './access.ts';
import { acceptsGzip, negotiateFormat } from './negotiation.ts';

const SCRAPE_ADDRESS: RouteAddress = { method: 'GET', path: '/metrics' };

interface ScrapeParts {
  readonly access: ScrapeAccess;
  /** Of this isolate. */
  readonly recorder: Metrics & { handOver(): Promise<void> };
  readonly shards: { read(): Promise<Sample[]> };
  /** Features that tell facts about now. */
  readonly sources?: readonly SeriesSource[];
  /** What runs here. Not added up in the shards, where every release that ever ran would stay. */
  readonly build: { readonly version: string; readonly environment: string };
  readonly log: Log;
}

/** @returns An endpoint that throws AppError `forbidden` or `unavailable`. */
export function scrapeEndpoint({ access, recorder, shards, sources = [], build, log }: ScrapeParts): Endpoint {
  const buildInfo: Sample = {
    name: 'build_info',
    labels: [build.version, build.environment],
    cell: { kind: 'max', value: 1 },
  };
  return {
    contract: SCRAPE_ADDRESS,
    guard: undefined,
    answer: async ({ request }) => {
      if (!(await access.admits(request))) {
        recorder.count('metrics_scrapes_denied_total', {});
        throw new AppError('forbidden');
      }
      // The page then has all that this isolate did before. When it fails, the recorder keeps what it holds.
      await recorder.handOver().catch((error: unknown) => {
        log.warn('metrics_flight_failed', { cause: describeThrown(error) });
      });
      const told = readSources(sources, { log, metrics: recorder });
      const samples = await shards.read().catch((cause: unknown) => {
        throw new AppError('unavailable', { cause, headers: { 'Retry-After': '5' } });
      });
      return pageResponse([buildInfo, ...samples, ...(await told)], request);
    },
  };
}

function pageResponse(samples: readonly Sample[], request: Request): Response {
  const { format, contentType } = negotiateFormat(request.headers.get('Accept'));
  const headers = { 'Cache-Control': 'no-store', 'Content-Type': contentType, Vary: 'Accept, Accept-Encoding' };
  const plain = new Response(writePage(samples, format), { headers });
  if (!acceptsGzip(request) || plain.body === null) return plain;
  return new Response(plain.body.pipeThrough(new CompressionStream('gzip')), {
    headers: { ...headers, 'Content-Encoding': 'gzip' },
    encodeBody: 'manual',
  });
}
