/**
 * The Worker for tests on its own runtime (scripts/tests), with a door of its own: sessions begun as after a sign-in,
 * without the provider, and Docker hosts as if they had been registered.
 */
import { env } from 'cloudflare:workers';
import * as z from 'zod';
import { HostStore } from '../console/hosts/host-store.ts';
import worker from '../index.ts';
import { SealingRing } from '../kernel/keys/sealing-ring.ts';
import { signIn } from './signed-in.ts';

export * from '../index.ts';

const hostRequest = z.strictObject({ owner: z.string(), id: z.uuid(), url: z.string(), published_url: z.string() });

export default {
  ...worker,
  fetch: async (request, bindings, context) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/test/sign-in') return Response.json(await signIn(searchParams.get('id') ?? ''));
    if (pathname === '/test/hosts') return Response.json(await addHost(hostRequest.parse(await request.json())));
    return await worker.fetch(request, bindings, context);
  },
} satisfies ExportedHandler<Cloudflare.Env>;

async function addHost({ owner: ownerId, id, url, published_url }: z.infer<typeof hostRequest>): Promise<null> {
  const { ENCRYPTION_KEY: current } = env as unknown as { readonly ENCRYPTION_KEY: string };
  const ring = await SealingRing.from({ current, signer: 'current' });
  await new HostStore(env.DB, ring).add(id, {
    owner: { type: 'user', id: ownerId },
    name: 'loopback',
    url,
    published_url,
    credential: { kind: 'none' },
    created_at_ms: Date.now(),
  });
  return null;
}
