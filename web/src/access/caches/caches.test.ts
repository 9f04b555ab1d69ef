import { describe, expect, it } from 'vitest';
import * as admin from '../../../../shared/cache-admin.contract.ts';
import type { RouteContract } from '../../../../shared/contract.ts';
import { CACHE_ADDRESSES } from './cache-api.ts';
import { warmUpRequest } from './warm-up-form.ts';

const CONTRACTS: Record<keyof typeof CACHE_ADDRESSES, RouteContract> = {
  stats: admin.cacheStatsContract,
  warmUp: admin.warmUpContract,
  forgetSubject: admin.forgetSubjectContract,
  forgetAll: admin.forgetAllContract,
};

describe('the part of the caches', () => {
  it('asks where the contracts say', () => {
    const promised = Object.entries(CONTRACTS).map(([name, { method, path }]) => [name, { method, path }]);
    expect(CACHE_ADDRESSES).toEqual(Object.fromEntries(promised));
  });

  it('warms up with what the lines say', () => {
    const request = warmUpRequest('user:dev:ann\n\n  service:shop  ', 'read order 7\nwrite page  A long name');
    expect(admin.warmUpRequest.parse(request)).toEqual({
      subjects: [
        { type: 'user', id: 'dev:ann' },
        { type: 'service', id: 'shop' },
      ],
      questions: [
        { action: 'read', resource_type: 'order', resource_id: '7' },
        { action: 'write', resource_type: 'page', resource_id: 'A long name' },
      ],
    });
  });

  it.each([
    ['', 'read order 7'],
    ['user:ann', ''],
    ['ann', 'read order 7'],
    [':ann', 'read order 7'],
    ['user:', 'read order 7'],
    ['user:ann', 'read order'],
  ])('asks nothing for %j and %j', (subjects, questions) => {
    expect(warmUpRequest(subjects, questions)).toBeUndefined();
  });
});
