/**
 * The versions of one entry, asked for when somebody looks at it. The answer is kept in KV: fresh for an hour, and for a week
 * for when the source is down. A minute's delay between places does no harm here.
 */
import * as z from 'zod';
import { type CatalogueVersion, catalogueVersion } from '../../../shared/catalogue.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import { OutboundError } from '../../kernel/outbound-error.ts';
import { plainLine } from '../untrusted-text.ts';
import {
  PAGE_BYTES_MAX,
  VERSIONS_FRESH_SECONDS,
  VERSIONS_KEEP_SECONDS,
  VERSIONS_MAX,
  VERSIONS_TIMEOUT_MS,
} from './catalogue.constants.ts';
import { registryPage, registryServer } from './official/registry-messages.ts';

const kept = z.strictObject({
  v: z.literal(1),
  askedMs: z.int(),
  versions: z.array(catalogueVersion).max(VERSIONS_MAX),
});

export interface Versions {
  readonly versions: readonly CatalogueVersion[];
  readonly state: 'fresh' | 'stale' | 'unavailable';
}

interface Parts {
  readonly kv: KVNamespace;
  readonly base: string;
  readonly fetch: GuardedFetch['fetch'];
  readonly clock: Clock;
  readonly log: Log;
}

/** The one place that builds its keys. Names have 200 characters at most; a key may have 512 bytes. */
const keyOf = (name: string) => `catalogue:versions:official:${name}`;

export async function versionsOf({ kv, base, fetch, clock, log }: Parts, name: string): Promise<Versions> {
  const known = await read(kv, name).catch(() => undefined);
  const nowMs = clock.nowMs();
  if (known !== undefined && nowMs - known.askedMs < VERSIONS_FRESH_SECONDS * 1000) {
    return { versions: known.versions, state: 'fresh' };
  }
  try {
    const url = `${base}/v0.1/servers/${encodeURIComponent(name)}/versions`;
    const bounds = { timeoutMs: VERSIONS_TIMEOUT_MS, bytesMax: PAGE_BYTES_MAX };
    const response = await fetch(url, { headers: { Accept: 'application/json' } }, bounds);
    const versions = response.ok ? versionsIn(await response.json()) : undefined;
    if (versions !== undefined) {
      const value = JSON.stringify({ v: 1, askedMs: nowMs, versions });
      await kv.put(keyOf(name), value, { expirationTtl: VERSIONS_KEEP_SECONDS }).catch(() => undefined);
      return { versions, state: 'fresh' };
    }
    log.info('catalogue_versions_failed', { status: response.status });
  } catch (error) {
    // The address is the operator's: one that is refused is a fault of the settings, for the log.
    if (!(error instanceof OutboundError || error instanceof AppError || error instanceof SyntaxError)) throw error;
    log.info('catalogue_versions_failed', { cause: describeThrown(error) });
  }
  return known === undefined ? { versions: [], state: 'unavailable' } : { versions: known.versions, state: 'stale' };
}

async function read(kv: KVNamespace, name: string) {
  const value = await kv.get(keyOf(name), 'json');
  return kept.safeParse(value).data;
}

/** @returns undefined for what is no list. */
function versionsIn(told: unknown): CatalogueVersion[] | undefined {
  const page = registryPage.safeParse(told);
  return page.data?.servers.slice(0, VERSIONS_MAX).flatMap((item) => {
    const { data } = registryServer.safeParse(item);
    if (data === undefined) return [];
    return {
      version: plainLine(data.server.version, 255),
      status: data._meta?.status ?? 'active',
      published_at: data._meta?.publishedAt ?? null,
      is_latest: data._meta?.isLatest === true,
    };
  });
}
