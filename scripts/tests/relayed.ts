/** Passes a call of a Worker under test on to a server on this machine. */

/** The platform's or Node's request: they are the same to us. */
export interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

const BODYLESS = [204, 205, 304];

/** @param more Headers to add, such as the host that was meant. */
export async function relayed<Answer>(request: Call, to: string, more: Readonly<Record<string, string>> = {}) {
  const headers = new Headers([...request.headers]);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  headers.delete('Host');
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  const answer = await fetch(to, { method: request.method, headers, body, redirect: 'manual' });
  const passed = new Headers(answer.headers);
  // The body arrives here unpacked.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']) {
    passed.delete(name);
  }
  const { status } = answer;
  return new Response(BODYLESS.includes(status) ? null : answer.body, { status, headers: passed }) as Answer;
}
