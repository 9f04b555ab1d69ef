/**
 * One message to an MCP server over streamable HTTP: a POST whose answer is JSON or a stream of events in which our answer
 * comes sooner or later. The stream is left as soon as it came.
 *
 * @see MCP specification 2025-06-18, "Transports", "Streamable HTTP"
 */
import { eventData, textOf } from './event-stream.ts';
import { ANSWER_BYTES_MAX, CHALLENGE_CHARS_MAX, MESSAGES_MAX } from './mcp.constants.ts';
import { asMcpError, McpError } from './mcp-error.ts';
import { type RpcAnswer, rpcAnswer } from './messages.ts';

/** What a call may take; the guarded fetch of the kernel takes the same. */
export interface McpCallBounds {
  readonly timeoutMs: number;
  readonly bytesMax: number;
  readonly redirectsMax: number;
  /** The body is read as it comes. */
  readonly stream: boolean;
}

/** The way out: the guarded fetch, so that every address is judged before it is called. */
export type McpFetch = (url: string, init: RequestInit, bounds: McpCallBounds) => Promise<Response>;

export interface Exchange {
  readonly fetch: McpFetch;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for one request, its answer included. */
  readonly timeoutMs: number;
  /** Ends the exchange early. */
  readonly signal: AbortSignal;
}

const ACCEPT = 'application/json, text/event-stream';

export interface Answered {
  readonly result: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** @throws McpError; AppError when the address may not be called. */
export async function request(to: Exchange, id: number, method: string, params?: object): Promise<Answered> {
  const deadline = AbortSignal.timeout(to.timeoutMs);
  const signal = AbortSignal.any([deadline, to.signal]);
  try {
    const response = await post(to, { jsonrpc: '2.0', id, method, ...(params && { params }) }, signal);
    const answer = await answerIn(response, id, signal);
    if ('error' in answer) throw new McpError('refused', { rpcCode: answer.error.code });
    return { result: answer.result, headers: response.headers };
  } catch (error) {
    throw signal.aborted && !(error instanceof McpError)
      ? new McpError('timeout', { cause: error })
      : asMcpError(error);
  }
}

/** A message that is not answered. */
export async function notify(to: Exchange, method: string): Promise<void> {
  try {
    const response = await post(to, { jsonrpc: '2.0', method }, to.signal);
    await response.body?.cancel();
  } catch (error) {
    throw to.signal.aborted ? new McpError('timeout', { cause: error }) : asMcpError(error);
  }
}

async function post(
  { fetch, url, headers, timeoutMs }: Exchange,
  message: object,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(
    url,
    {
      method: 'POST',
      headers: { ...headers, Accept: ACCEPT, 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
      signal,
    },
    { timeoutMs, bytesMax: ANSWER_BYTES_MAX, redirectsMax: 0, stream: true },
  );
  if (response.ok) return response;
  await response.body?.cancel();
  const { status } = response;
  if (status === 401 || status === 403) {
    const challenge = response.headers.get('WWW-Authenticate')?.slice(0, CHALLENGE_CHARS_MAX);
    throw new McpError('unauthorized', { status, ...(challenge !== undefined && { challenge }) });
  }
  if (status >= 300 && status < 400) throw new McpError('redirect', { status });
  if (status === 404 && 'Mcp-Session-Id' in headers) throw new McpError('session_lost', { status });
  throw new McpError('http_error', { status });
}

async function answerIn(response: Response, id: number, signal: AbortSignal): Promise<RpcAnswer> {
  const type = (response.headers.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const { body } = response;
  if (body === null) throw new McpError('not_mcp');
  const ours = finderOf(id);
  if (type === 'application/json') {
    let text = '';
    for await (const part of textOf(body, ANSWER_BYTES_MAX, signal)) text += part;
    const found = ours(text);
    if (found === undefined) throw new McpError('not_mcp');
    return found;
  }
  if (type !== 'text/event-stream') {
    await body.cancel();
    throw new McpError('not_mcp');
  }
  for await (const data of eventData(body, ANSWER_BYTES_MAX, signal)) {
    const found = ours(data);
    if (found !== undefined) return found;
  }
  throw new McpError('unreachable', { cause: 'the stream ended before the answer' });
}

/**
 * Finds our answer in messages and batches of them (2025-03-26); notifications and requests of the server are passed over, but
 * not without end: a batch of nothings is short and takes seconds to read.
 */
function finderOf(id: number): (text: string) => RpcAnswer | undefined {
  let passed = 0;
  return (text) => {
    for (const message of messagesIn(text)) {
      const answer = rpcAnswer.safeParse(message);
      if (answer.success && answer.data.id === id) return answer.data;
      passed += 1;
      if (passed > MESSAGES_MAX) throw new McpError('too_large');
    }
    return undefined;
  };
}

function messagesIn(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch (cause) {
    throw new McpError('not_mcp', { cause });
  }
}
