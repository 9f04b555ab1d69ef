/** The shell command that sends an example request. Pure. */
import { takesBearer } from './address.ts';
import type { Operation } from './openapi.ts';

/** Stands for the credential: a real one has no place in a command that is shown. */
const AUTHORIZATION = ' \\\n  -H "Authorization: Bearer $TOKEN"';

/** @param body The JSON value to send, or `undefined` for none. */
export function curlCommand(operation: Operation, origin: string, body: unknown): string {
  const { method, path } = operation;
  const address = shellQuoted(`${origin}${path}`) + (takesBearer(operation) ? AUTHORIZATION : '');
  if (body === undefined) return method === 'GET' ? `curl -i ${address}` : `curl -i -X ${method} ${address}`;
  const data = shellQuoted(JSON.stringify(body));
  return `curl -i -X ${method} ${address} \\\n  -H 'Content-Type: application/json' \\\n  -d ${data}`;
}

/** Single quotes take everything as it is, except the single quote. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
