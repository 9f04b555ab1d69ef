/** The shell command that sends an example request. Pure. */
import type { Operation } from './openapi.ts';

/** @param body The JSON value to send, or `undefined` for none. */
export function curlCommand({ method, path }: Operation, origin: string, body: unknown): string {
  const address = shellQuoted(`${origin}${path}`);
  if (body === undefined) return method === 'GET' ? `curl -i ${address}` : `curl -i -X ${method} ${address}`;
  const data = shellQuoted(JSON.stringify(body));
  return `curl -i -X ${method} ${address} \\\n  -H 'Content-Type: application/json' \\\n  -d ${data}`;
}

/** Single quotes take everything as it is, except the single quote. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
