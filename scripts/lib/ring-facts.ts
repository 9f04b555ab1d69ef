/** What the exported metrics say about the keys of the ring: which verify, and which signed last. */
import type { MetricName } from '../../workers/kernel/metrics/catalogue.ts';
import type { RingFacts } from './jwt-rotation.ts';
import type { RotationPhase } from './key-rotation.ts';
import { type PageSample, parseMetricsPage } from './metrics-page.ts';

/** Samples of one metric, by the id of their key. */
type Samples = readonly { readonly kid: string | undefined; readonly value: number }[];

export interface Scrape {
  readonly verified: Samples;
  readonly lastSigned: Samples;
}

/** @param token Bearer token for `/metrics`. @throws Error when the page cannot be read. */
export async function readMetrics(baseUrl: string, token: string): Promise<PageSample[]> {
  const response = await fetch(`${baseUrl}/metrics`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${baseUrl}/metrics answered ${response.status}.`);
  return parseMetricsPage(await response.text(), response.headers.get('Content-Type'));
}

/** @param token Bearer token for `/metrics`. @throws Error when the page cannot be read. */
export async function scrapeRing(baseUrl: string, token: string): Promise<Scrape> {
  const page = await readMetrics(baseUrl, token);
  return {
    verified: samplesOf(page, 'token_verified_with_total'),
    lastSigned: samplesOf(page, 'token_last_signed_timestamp_seconds'),
  };
}

/**
 * The facts for the next step, from two scrapes: what was verified between them, and when the key that would go last
 * signed. After the switch that is every key but the new one; before it, the new one.
 *
 * @param newKid Id of the new key; without it every key counts as going, which never makes a step safe too early.
 */
export function ringFacts(phase: RotationPhase, newKid: string | undefined, before: Scrape, after: Scrape): RingFacts {
  const isGoing = (kid: string | undefined) => newKid === undefined || (kid === newKid) === (phase !== 'switched');
  const signed = after.lastSigned.filter(({ kid }) => isGoing(kid)).map(({ value }) => value);
  const verifiedBetween = (going: boolean) =>
    sumOf(after.verified, isGoing, going) - sumOf(before.verified, isGoing, going);
  return {
    verifiedWithOld: verifiedBetween(true),
    verifiedWithSigning: verifiedBetween(false),
    goingLastSignedAt: signed.length === 0 ? undefined : Math.max(...signed),
  };
}

function sumOf(samples: Samples, isGoing: (kid: string | undefined) => boolean, going: boolean): number {
  return samples.filter(({ kid }) => isGoing(kid) === going).reduce((sum, { value }) => sum + value, 0);
}

function samplesOf(page: readonly PageSample[], name: MetricName): Samples {
  return page.filter((sample) => sample.name === name).map(({ labels, value }) => ({ kid: labels.get('kid'), value }));
}
