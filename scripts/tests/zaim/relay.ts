/**
 * The outside world of the tests in workerd: hosts that end in `.zaim.test` are simulated Zaims, everything else is a
 * closed network. A broken connection does not get through as such: the Worker sees status 500 or a shorter body.
 */
import { startZaimSimulator, type ZaimSimulator } from './simulator.ts';

const SIMULATED = /\.zaim\.test$/;

let simulator: Promise<ZaimSimulator> | undefined;

/** Answers a call that a Worker under test makes to the outside. */
export async function outside(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (!SIMULATED.test(url.hostname)) return new Response('the network is closed in tests', { status: 599 });
  simulator ??= startInBackground();
  const { origin } = await simulator;
  const headers = new Headers(request.headers);
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
  return new Response(status === 204 || status === 304 ? null : answer.body, { status, headers: passed });
}

async function startInBackground(): Promise<ZaimSimulator> {
  const started = await startZaimSimulator();
  started.unref();
  return started;
}
