/**
 * A Worker for the tests of the console against a real engine (scripts/tests/podman-servers.test.ts): the house, with a door
 * through which a test gets a session as after a sign-in.
 */
import house from '../index.ts';
import { signIn } from './signed-in.ts';

export * from '../index.ts';

export default {
  ...house,
  fetch: async (request, env, context) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== '/test/sign-in') return await house.fetch(request, env, context);
    return Response.json(await signIn(searchParams.get('id') ?? ''));
  },
} satisfies ExportedHandler<Cloudflare.Env>;
