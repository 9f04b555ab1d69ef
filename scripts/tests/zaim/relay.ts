/**
 * Leads tests in workerd to simulated Zaims: one for each host under `.zaim.test`. A broken connection does not get through
 * as such: the Worker sees status 500 or a shorter body.
 */
import { startZaimSimulator, type ZaimSimulator } from './simulator.ts';

const SIMULATED = /\.zaim\.test$/;

let simulator: Promise<ZaimSimulator> | undefined;

export function isSimulatedZaim(url: string): boolean {
  return SIMULATED.test(new URL(url).hostname);
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Answers a call that a Worker under test makes. Takes and gives the platform's or Node's classes: they are the same to it. */
export async function toSimulatedZaim<Answer>(request: Call): Promise<Answer> {
  const url = new URL(request.url);
  simulator ??= startInBackground();
  const { origin } = await simulator;
  const headers = new Headers([...request.headers]);
  headers.set('X-Simulated-Host', url.host);
  headers.delete('Host');
  const body = request.method === 'GET' ? null : await request.arrayBuffer();
  const answer = await fetch(`${origin}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    body,
    redirect: 'manual',
  });
  const { status } = answer;
  const passed = new Headers(answer.headers);
  // The body arrives here unpacked.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive'])
    passed.delete(name);
  return new Response(status === 204 || status === 304 ? null : answer.body, { status, headers: passed }) as Answer;
}

async function startInBackground(): Promise<ZaimSimulator> {
  const started = await startZaimSimulator();
  started.unref();
  return started;
}
