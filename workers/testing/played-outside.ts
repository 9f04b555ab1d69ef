/** The outside world as tests describe it; scripts/tests/outside plays it by real HTTP. */
import { env } from 'cloudflare:workers';
import { createGuardedFetch, type GuardedFetch } from '../kernel/guarded-fetch/guarded-fetch.ts';
import { createLog } from '../kernel/log.ts';
import { type Metrics, noMetrics } from '../kernel/metrics/metrics.ts';
import type { PlayedPage, PlayedRequest, PlayedZone } from './played-page.ts';

const script = async (path: string, body?: unknown): Promise<unknown> =>
  await (
    await fetch(`http://script.outside.test/${path}`, {
      method: body === undefined ? 'GET' : 'PUT',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  ).json();

/** One step for each look-up of a type; the last stays. */
export async function playZone(host: string, ...steps: readonly PlayedZone[]): Promise<void> {
  await script(`zones/${encodeURIComponent(host)}`, steps);
}

/** Answers of a host by path. */
export async function playPages(host: string, pages: Readonly<Record<string, PlayedPage>>): Promise<void> {
  await script(`pages/${encodeURIComponent(host)}`, pages);
}

export async function requestsTo(host: string): Promise<readonly PlayedRequest[]> {
  return (await script(`requests/${encodeURIComponent(host)}`)) as readonly PlayedRequest[];
}

interface GuardOptions {
  readonly allowedHosts?: readonly string[];
  readonly trustedOrigins?: readonly string[];
  readonly metrics?: Metrics;
}

/** The product's guard, asking the played resolver. */
export function testGuard(options: GuardOptions = {}): GuardedFetch {
  const { allowedHosts = [], trustedOrigins = [], metrics = noMetrics } = options;
  const settings = {
    OUTBOUND_ALLOWED_HOSTS: allowedHosts,
    OUTBOUND_TRUSTED_ORIGINS: trustedOrigins,
    DNS_OVER_HTTPS_URL: String(Reflect.get(env, 'DNS_OVER_HTTPS_URL')),
  };
  return createGuardedFetch({ settings, log: createLog('silent'), metrics });
}
