/** The body of a request to a played party. */
import type { IncomingMessage } from 'node:http';

export async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
