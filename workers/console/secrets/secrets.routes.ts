/** The routes of the secrets. No answer holds a secret, a credential or a part of one. */
import { formatReference, parseReference } from '../../../shared/secret-references.ts';
import {
  checkSecretsContract,
  clearSecretCacheContract,
  lockProviderContract,
  providersContract,
  registerProviderContract,
  removeProviderContract,
  secretCacheContract,
  secretItemsContract,
  syncProviderContract,
  testProviderContract,
  unlockProviderContract,
} from '../../../shared/secrets.contract.ts';
import type { Checked } from '../../../shared/secrets.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { SessionCache } from './cache/session-cache.ts';
import { itemsReply, type ProvidersService } from './providers.service.ts';
import type { Outcome, SecretResolver } from './resolver.ts';
import { PROVIDER_SLOW_MS } from './secrets.constants.ts';
import { sessionEnded } from './unresolved.ts';

interface Parts {
  readonly providers: ProvidersService;
  readonly resolver: SecretResolver;
  readonly cache: SessionCache;
  readonly guard: Guard;
}

const DONE = { done: true } as const;

export function secretsEndpoints({ providers, resolver, cache, guard }: Parts): Endpoint[] {
  return [
    endpoint(providersContract, async (_, context) => ({ providers: await providers.list(ownerOf(context)) }), guard),
    endpoint(
      registerProviderContract,
      async (request, context) =>
        Response.json(await providers.register(ownerOf(context), request), {
          status: 201,
          headers: { 'Cache-Control': 'no-store' },
        }),
      guard,
    ),
    endpoint(
      removeProviderContract,
      async (_, context) => {
        await providers.remove(ownerOf(context), providerOf(context));
        return DONE;
      },
      guard,
    ),
    endpoint(
      testProviderContract,
      (_, context) => providers.test(ownerOf(context), providerOf(context), soon()),
      guard,
    ),
    endpoint(
      unlockProviderContract,
      ({ password }, context) => providers.unlock(ownerOf(context), providerOf(context), password, soon()),
      guard,
    ),
    endpoint(
      lockProviderContract,
      (_, context) => providers.lock(ownerOf(context), providerOf(context), soon()),
      guard,
    ),
    endpoint(
      syncProviderContract,
      (_, context) => providers.sync(ownerOf(context), providerOf(context), soon()),
      guard,
    ),
    endpoint(
      secretItemsContract,
      async ({ provider, q }, context) => itemsReply(await providers.search(ownerOf(context), provider, q, soon())),
      guard,
    ),
    endpoint(
      checkSecretsContract,
      async ({ references }, context) => ({ results: await check(resolver, references, ownerOf(context)) }),
      guard,
    ),
    endpoint(
      secretCacheContract,
      async (_, context) => {
        const entries = await cache.list(sessionIdOf(context));
        return {
          entries: entries.map(({ reference, storedAtMs, expiresAtMs }) => ({
            reference,
            cached_at: new Date(storedAtMs).toISOString(),
            expires_at: new Date(expiresAtMs).toISOString(),
          })),
        };
      },
      guard,
    ),
    endpoint(
      clearSecretCacheContract,
      async (_, context) => {
        await cache.clear(sessionIdOf(context));
        return DONE;
      },
      guard,
    ),
  ];
}

/** On whose behalf a request asks. */
export function ownerOf({ principal }: RequestContext): JobOwner {
  if (principal === undefined) throw new Error('the guard names who was let in');
  return { subject: principal.subject, sessionId: principal.sessionId };
}

/** For calls to a provider while somebody waits. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(PROVIDER_SLOW_MS);
}

function sessionIdOf(context: RequestContext): string {
  const { sessionId } = ownerOf(context);
  if (sessionId === undefined) throw sessionEnded();
  return sessionId;
}

const providerOf = ({ params }: RequestContext) => params.provider ?? '';

async function check(resolver: SecretResolver, texts: readonly string[], owner: JobOwner): Promise<Checked[]> {
  const parsed = texts.map((text) => ({ text, reference: parseReference(text.trim()) }));
  const good = parsed.flatMap(({ reference }) => (reference.ok ? [reference.value] : []));
  const outcomes = await resolver.outcomes(good, { owner, signal: soon() });
  return parsed.map(({ text, reference }): Checked => {
    if (!reference.ok) return { reference: text, ok: false, reason: 'malformed' };
    const written = formatReference(reference.value);
    return checkedOf(written, outcomes.get(written));
  });
}

function checkedOf(reference: string, outcome: Outcome | undefined): Checked {
  if (outcome === undefined) throw new Error('every reference has an outcome');
  if (!outcome.ok) return { reference, ok: false, reason: outcome.reason };
  const { cachedAtMs } = outcome;
  return { reference, ok: true, ...(cachedAtMs !== undefined && { cached_at: new Date(cachedAtMs).toISOString() }) };
}
