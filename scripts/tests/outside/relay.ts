/** Leads tests in workerd to the outside world that scripts/tests/outside/server.ts plays. */
import { ORDINARY_SUFFIX, startOutside, URL_HEADER } from './server.ts';

let world: ReturnType<typeof startOutside> | undefined;

export function isPlayedOutside(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname.endsWith('.outside.test') || hostname.endsWith(ORDINARY_SUFFIX);
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Takes and gives the platform's or Node's classes: they are the same to it. */
export async function toPlayedOutside<Answer>(request: Call): Promise<Answer> {
  world ??= startOutside();
  const { origin } = await world;
  const headers = new Headers([...request.headers]);
  headers.set(URL_HEADER, request.url);
  headers.delete('Host');
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  const answer = await fetch(origin, { method: request.method, headers, body, redirect: 'manual' });
  const passed = new Headers(answer.headers);
  // The body arrives here unpacked.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive'])
    passed.delete(name);
  const isBodyless = [204, 205, 304].includes(answer.status);
  return new Response(isBodyless ? null : answer.body, { status: answer.status, headers: passed }) as Answer;
}
