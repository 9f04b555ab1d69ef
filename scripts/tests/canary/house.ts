/** The built Worker on its own runtime, with stores on disk and a person signed in. */

import { type DevelopmentProvider, startDevelopmentProvider } from '../../lib/development-provider.ts';
import { freePort } from '../../lib/local-server.ts';
import { migrateStores } from '../../lib/migrated-stores.ts';
import { LOOPBACK, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';

/** Values for this test only; any text that passes for a secret would do. */
const SECRETS = {
  JWT_SECRET: '9c4e1f7a20b85d63e1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  SESSION_SECRET: '2b8e1f7c94d3a06b5e8c7d1f0a4b39e6c2d5f8071b3a6e9d',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
  ADMIN_TOKEN: '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23',
  METRICS_TOKEN: '71f0b2c94e6d8a35f7b1c2e09d4a86530e9f7c1b2a8d6453',
};
export const ADMIN_TOKEN = SECRETS.ADMIN_TOKEN;
const REDIRECTS_MAX = 10;

export interface CanaryHouse {
  readonly origin: string;
  /** Header of the session. */
  readonly cookie: string;
  /** Everything that was printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * @param folder Of the stores; empty so far.
 * @param trusted Origins of the parties played on this machine.
 * @param bindings Further secrets and settings.
 */
export async function startCanaryHouse(
  folder: string,
  trusted: readonly string[],
  bindings: Readonly<Record<string, string>> = {},
): Promise<CanaryHouse> {
  await migrateStores(folder);
  const [script, port, providerPort] = [await bundleWorker(`${folder}-bundle`), await freePort(), await freePort()];
  const origin = `http://${LOOPBACK}:${port}`;
  const provider = await startDevelopmentProvider({ publicUrl: origin, port: providerPort });
  let output = '';
  const runtime = await startRuntime({
    folder,
    workers: [
      {
        name: 'house',
        script,
        port,
        bindings: {
          CONSOLE_ENABLED: 'true',
          ...SECRETS,
          ...provider.vars,
          PUBLIC_URL: origin,
          LOG_LEVEL: 'debug',
          OUTBOUND_TRUSTED_ORIGINS: trusted.join(','),
          ...bindings,
        },
      },
    ],
    onOutput: (text) => {
      output += text;
    },
  });
  const stop = async () => {
    await runtime.kill();
    await provider.stop();
  };
  try {
    return { origin, cookie: await signIn(origin, provider), output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Goes the way of a browser: to the provider, through its choice of people, and back. */
async function signIn(origin: string, { issuer }: DevelopmentProvider): Promise<string> {
  const jars = new Map([origin, issuer].map((site) => [site, new Map<string, string>()]));
  const visit = async (address: string, init: Pick<RequestInit, 'method' | 'body'> = {}): Promise<Response> => {
    const jar = jars.get(new URL(address).origin);
    const cookie = [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { Cookie: cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.slice(0, `${line};`.indexOf(';')).split(/=(.*)/s);
      jar?.set(name, value);
    }
    return response;
  };
  let address = `${origin}/auth/login`;
  let response = await visit(address);
  for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
    const session = jars.get(origin)?.get('__Host-session');
    if (session !== undefined) return `__Host-session=${session}`;
    const location = response.headers.get('Location');
    if (location !== null) {
      address = new URL(location, address).href;
      response = await visit(address);
    } else {
      const body = new URLSearchParams({ person: 'eva' });
      response = await visit(address, { method: 'POST', body });
    }
  }
  throw new Error(`nobody was signed in: the last answer was ${response.status} at ${address}`);
}
