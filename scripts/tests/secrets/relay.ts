/** Leads tests in workerd to simulated vaults: one for each host under `.vault.test`. */
import { startVaultSimulator, type VaultSimulator } from './simulator.ts';

let simulator: Promise<VaultSimulator> | undefined;

export function isSimulatedVault(url: string): boolean {
  return new URL(url).hostname.endsWith('.vault.test');
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Answers a call that a Worker under test makes. Takes and gives the platform's or Node's classes: they are the same to it. */
export async function toSimulatedVault<Answer>(request: Call): Promise<Answer> {
  const url = new URL(request.url);
  simulator ??= startInBackground();
  const { origin } = await simulator;
  const headers = new Headers([...request.headers]);
  headers.set('X-Simulated-Host', url.host);
  headers.delete('Host');
  const answer = await fetch(`${origin}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    body: request.method === 'GET' ? null : await request.arrayBuffer(),
    redirect: 'manual',
  });
  const passed = new Headers(answer.headers);
  // The body arrives here unpacked.
  for (const name of ['content-length', 'transfer-encoding', 'connection', 'keep-alive']) passed.delete(name);
  return new Response(answer.body, { status: answer.status, headers: passed }) as Answer;
}

async function startInBackground(): Promise<VaultSimulator> {
  const started = await startVaultSimulator();
  started.unref();
  return started;
}
