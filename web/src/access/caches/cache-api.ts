/** The routes of the decision caches. A test holds the addresses to the contracts. */
import type * as z from 'zod';
import type { cacheStatsReply, WarmUpReply, WarmUpRequest } from '../../../../shared/cache-admin.contract.ts';
import type { RouteAddress } from '../../../../shared/routes.ts';
import type { SiteCall } from '../../desk/site-call.ts';

export const CACHE_ADDRESSES = {
  stats: { method: 'GET', path: '/admin/cache/stats' },
  warmUp: { method: 'POST', path: '/admin/cache/warmup' },
  forgetSubject: { method: 'DELETE', path: '/admin/cache/user/:id' },
  forgetAll: { method: 'DELETE', path: '/admin/cache/all' },
} as const satisfies Record<string, RouteAddress>;

export type CacheStats = z.output<typeof cacheStatsReply>;

export function createCacheApi(call: SiteCall) {
  return {
    stats: () => call<CacheStats>(CACHE_ADDRESSES.stats),
    warmUp: (request: WarmUpRequest) => call<WarmUpReply>(CACHE_ADDRESSES.warmUp, { body: request }),
    forgetSubject: (type: string, id: string) =>
      call<unknown>(CACHE_ADDRESSES.forgetSubject, { params: { id }, query: { type } }),
    forgetAll: () => call<unknown>(CACHE_ADDRESSES.forgetAll),
  };
}
