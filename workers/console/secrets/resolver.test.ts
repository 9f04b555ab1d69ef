import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { parseReference, type SecretReference } from '../../../shared/secret-references.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { guessedKey } from '../../testing/session-keys.ts';
import { SessionCache } from './cache/session-cache.ts';
import { SecretResolver } from './resolver.ts';
import type { Vault } from './source.ts';
import { Unresolved } from './unresolved.ts';

/** A resolver with one provider, and somebody whose session lives. */
async function withVault(read: (signal: AbortSignal) => ReturnType<Vault['read']>) {
  const key = await guessedKey(new Uint8Array(32));
  const resolver = new SecretResolver({
    sources: [
      {
        prefix: 'env',
        open: (_, signal) => Promise.resolve({ read: () => read(signal), search: () => Promise.resolve([]) }),
      },
    ],
    keys: { keyOf: () => Promise.resolve(key) },
    cache: new SessionCache({ namespace: env.SESSION_SECRETS_CACHE, log: createLog('silent') }),
    metrics: noMetrics,
    watch: () => undefined,
  });
  return { resolver, owner: { subject: { type: 'user', id: 'ann' }, sessionId: crypto.randomUUID() } };
}

const references = (...names: string[]): SecretReference[] =>
  names.map((name) => {
    const parsed = parseReference(`{{ env:${name} }}`);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.value;
  });

/** As a call does that is told to stop. */
async function never(signal: AbortSignal): Promise<string> {
  const { promise, reject } = Promise.withResolvers<string>();
  signal.addEventListener('abort', () => reject(new Unresolved('unreachable')));
  if (signal.aborted) reject(new Unresolved('unreachable'));
  return await promise;
}

it('tells what a slow provider did not give in time as unreachable, and what it gave as resolved', async () => {
  let calls = 0;
  const { resolver, owner } = await withVault((signal) => {
    calls += 1;
    return calls === 1 ? Promise.resolve('a value') : never(signal);
  });
  const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
  const outcomes = await resolver.outcomes(references(...names), { owner, signal: AbortSignal.timeout(50) });
  expect([...outcomes.values()].map((outcome) => (outcome.ok ? 'ok' : outcome.reason)).sort()).toEqual([
    'ok',
    ...Array.from({ length: 6 }, () => 'unreachable'),
  ]);
});

it('ends with the reason of whoever stopped the work', async () => {
  const { resolver, owner } = await withVault(never);
  const stop = new AbortController();
  const resolving = resolver.resolve(references('A'), { owner, signal: stop.signal });
  stop.abort(new Error('the job was cancelled'));
  await expect(resolving).rejects.toThrow('the job was cancelled');
});
