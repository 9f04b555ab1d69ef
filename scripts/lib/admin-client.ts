/** Calls the operator's routes of a running house. The token goes into the header and nowhere else. */
import { existsSync, readFileSync } from 'node:fs';

const TIMEOUT_MS = 30_000;

export interface AdminAccess {
  /** Origin of the house. */
  readonly url: string;
  readonly token: string;
}

interface TokenSources {
  readonly tokenFile: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Local secrets; asked only for a house on this machine. */
  readonly devVars: string;
  readonly url: string;
}

/** Finds the admin token: the file, then `ADMIN_TOKEN`, then the local secrets. Undefined when there is none. */
export function findAdminToken({ tokenFile, env, devVars, url }: TokenSources): string | undefined {
  if (tokenFile !== undefined) return readFileSync(tokenFile, 'utf8').trim();
  if (env.ADMIN_TOKEN) return env.ADMIN_TOKEN;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
  if (!isLocal || !existsSync(devVars)) return undefined;
  return /^ADMIN_TOKEN=(.+)$/m.exec(readFileSync(devVars, 'utf8'))?.[1]?.trim();
}

/** @throws Error that says what to do, without the token. */
export async function adminGet(access: AdminAccess, path: `/admin/${string}`): Promise<unknown> {
  return await adminCall(access, 'GET', path);
}

/** @throws Error that says what to do, without the token. */
export async function adminCall(
  access: AdminAccess,
  method: 'GET' | 'POST' | 'PUT',
  path: `/admin/${string}`,
  body?: object,
): Promise<unknown> {
  const response = await fetch(new URL(path, access.url), {
    method,
    headers: {
      Authorization: `Bearer ${access.token}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 404) {
    throw new Error(`${access.url} does not know this token, or has no ADMIN_TOKEN set.`);
  }
  if (!response.ok) throw new Error(`${access.url} answered ${response.status}.`);
  return await response.json();
}
