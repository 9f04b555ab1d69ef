/** Sends one request as raw as a client can: the address goes out as it is written, on a connection of its own. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { LOOPBACK } from '../../lib/runtime.ts';
import type { Entrance } from './proxy.ts';

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** @param uri What stands in the request line: path and query, or a whole address. */
export async function call(
  { port, ca }: Entrance,
  uri: string,
  { method, headers, host, body }: Call = {},
): Promise<Answer> {
  const options: RequestOptions = {
    host: LOOPBACK,
    port,
    path: uri,
    method: method ?? 'GET',
    headers: { Host: host ?? 'app.example', ...headers },
    agent: false,
  };
  const request: ClientRequest =
    ca === undefined ? overHttp(options) : overHttps({ ...options, ca, servername: 'app.example' });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
