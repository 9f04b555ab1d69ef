/** What the tests of this folder share: API keys over the real stores, as one isolate has them, and stores that fail when told. */
import '../../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import type { CreateKeyRequest } from '../../../shared/api-keys.schema.ts';
import { CallerKeys } from '../../kernel/limits/caller.ts';
import { Limiter } from '../../kernel/limits/limiter.ts';
import { bareBook } from '../../kernel/limits/policy-book.ts';
import { ShardDoor } from '../../kernel/limits/shard-door.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import type { Principal, Subject } from '../../kernel/principal.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { type Demand, Freshness } from '../freshness/freshness.ts';
import { buildApiKeys } from './api-keys.ts';
import { KeyDesk, type Maker } from './key-desk.service.ts';
import { KeyTruth } from './key-truth.ts';

let owners = 0;
/** A subject that no other test has. */
export function newOwner(): Subject {
  owners += 1;
  return { type: 'user', id: `owner-${owners}-${crypto.randomUUID()}` };
}

const away = () => Promise.reject(new Error('the store is away'));
/** What a namespace of objects gives while they are away: stubs whose calls fail. */
const awayStub = () => new Proxy({}, { get: () => away });

/** A store that fails while told so, as the real one would, and counts how often it was asked. */
export function breakable<Store extends object>(store: Store, fail: () => unknown = away) {
  const state = { isBroken: false, calls: 0 };
  const proxy = new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        state.calls += 1;
        if (state.isBroken) return fail();
        return Reflect.apply(member, target, parameters) as unknown;
      };
    },
  });
  return { state, store: proxy };
}

interface IsolateOptions {
  readonly clock?: TestClock;
  readonly cache?: boolean;
  readonly kv?: KVNamespace;
}

const operator: Principal = {
  subject: { type: 'operator', id: 'me' },
  credential: 'admin-token',
  roles: ['admin'],
  scopes: [],
  hasSecondFactor: true,
};
export const MAKER: Maker = { principal: operator, region: 'apac' };

/** API keys with a memory of their own. */
export async function isolate({ clock = testClock(), cache = true, kv = env.ACCESS_CACHE }: IsolateOptions = {}) {
  const behind: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void behind.push(work);
  const settled = async () => {
    while (behind.length > 0) await behind.pop();
  };
  const db = breakable(env.DB, () => {
    throw new Error('the store is away');
  });
  const [subjects, shards] = [breakable(env.ACCESS_SUBJECTS, awayStub), breakable(env.LIMITS, awayStub)];
  const log = createLog('silent');
  const freshness = new Freshness({ subjects: subjects.store, policies: env.ACCESS_POLICIES, clock, log });
  const limiter = new Limiter({
    shards: new ShardDoor(shards.store, clock),
    book: bareBook,
    clock,
    metrics: noMetrics,
    log,
  });
  const config = { ENVIRONMENT: 'local' as const, ENABLE_AUTH_CACHE: cache, MFA_REQUIRED: true };
  const built = buildApiKeys({ config, db: db.store, kv, freshness, limiter, clock, metrics: noMetrics, log });
  const callers = await CallerKeys.from('a secret for tests alone, long enough');
  const desk = new KeyDesk({ realm: 'dev', truth: new KeyTruth(db.store), freshness, clock, log });
  return {
    ...built,
    clock,
    desk,
    freshness,
    settled,
    db: db.state,
    subjects: subjects.state,
    shards: shards.state,
    create: (owner: Subject, change: Partial<CreateKeyRequest> = {}) =>
      desk.create(owner, { name: 'a key', scopes: ['orders:read'], expires_in_days: 90, ...change }, MAKER),
    authenticate: async (text: string, demand: Demand = 'bounded', address?: string) => {
      const caller = address === undefined ? undefined : await callers.callerOf(address, null);
      try {
        return await built.apiKeys.authenticate(text, demand, waitUntil, caller);
      } finally {
        await settled();
      }
    },
  };
}
