/** Decides whom a local server signs people in with: the provider that is configured or, without one, ours. */
import { existsSync, readFileSync } from 'node:fs';
import { startDevelopmentProvider } from './development-provider.ts';
import { freePort, isPortFree } from './local-server.ts';
import { readWorkerSettings } from './worker-settings.ts';

export interface LocalSignIn {
  /** Address of the development provider; undefined where another one is configured. */
  readonly issuer: string | undefined;
  /** Settings for the Worker. */
  readonly vars: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * @param publicUrl Origin of the local server.
 * @param preferredPort For the provider; another one when it is taken.
 */
export async function startLocalSignIn(
  publicUrl: string,
  preferredPort: number,
  secretsFile: string,
): Promise<LocalSignIn> {
  if (isConfigured(secretsFile)) return { issuer: undefined, vars: {}, stop: () => Promise.resolve() };
  const port = (await isPortFree('127.0.0.1', preferredPort)) ? preferredPort : await freePort();
  const { issuer, vars, stop } = await startDevelopmentProvider({ publicUrl, port });
  return { issuer, vars: { ...vars, PUBLIC_URL: publicUrl }, stop };
}

/** In wrangler.toml, or in the local file, which stands above it. */
function isConfigured(secretsFile: string): boolean {
  const local = existsSync(secretsFile) ? readFileSync(secretsFile, 'utf8') : '';
  return /^\s*OIDC_PROVIDER\s*=\s*\S/m.test(local) || (readWorkerSettings().vars.OIDC_PROVIDER ?? '') !== '';
}
