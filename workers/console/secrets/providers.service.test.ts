import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { systemClock } from '../../kernel/clock.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { createLog } from '../../kernel/log.ts';
import { guessedKey } from '../../testing/session-keys.ts';
import { SessionCache } from './cache/session-cache.ts';
import { EnvSource } from './providers/env-source.ts';
import type { RegisteredSource } from './providers/registered-source.ts';
import type { Registrations } from './providers/registrations.ts';
import { ProvidersService } from './providers.service.ts';

const REFERENCE = '{{ bw:GitHub:password }}';
const log = createLog('silent');

it.each(['register', 'remove', 'lock', 'sync'] as const)(
  'what a job resolved while a vault was about to change is forgotten with what was there before: %s',
  async (operation) => {
    const cache = new SessionCache({ namespace: env.SESSION_SECRETS_CACHE, log });
    const sessionId = crypto.randomUUID();
    const owner = { subject: { type: 'user', id: 'ann' }, sessionId };
    const key = await guessedKey(new Uint8Array(32));
    // Objects take their time to begin.
    await env.SESSION_SECRETS_CACHE.getByName(sessionId).list();
    // A step of a job that gets its value from the vault as it was, and keeps it.
    const meanwhile = async () => {
      await cache.write(sessionId, key, new Map([[REFERENCE, 'of the vault before']]));
      return true;
    };
    const lock = { unlock: meanwhile, lock: meanwhile, sync: meanwhile };
    const service = new ProvidersService({
      registrations: { put: meanwhile, remove: meanwhile } as unknown as Registrations,
      registered: [
        { prefix: 'bw', open: () => Promise.resolve({ lock, state: () => Promise.resolve('locked') }) },
      ] as unknown as RegisteredSource[],
      env: new EnvSource({}, new Map()),
      cache,
      guarded: { judge: () => Promise.resolve({ ok: true }) } as unknown as GuardedFetch,
      watch: () => undefined,
      clock: systemClock,
      log,
    });
    const signal = AbortSignal.timeout(5000);
    if (operation === 'register') await service.register(owner, { provider: 'bw', url: 'https://bw.example.com' });
    else if (operation === 'remove') await service.remove(owner, 'bw');
    else await service[operation](owner, 'bw', signal);
    expect(await cache.list(sessionId)).toEqual([]);
  },
);
