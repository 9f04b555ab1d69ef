/**
 * A server that means no good, or speaks something else: each path is another trick. It checks what a client must send, so
 * that a client that forgets a header is not shown anything.
 */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { listening, type RunningServer } from './sdk-servers.ts';

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly cursor?: string };
}

const SESSION = 'hostile-session-1';

export async function startHostileServer(): Promise<RunningServer> {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  return await listening(server);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const trick = (request.url ?? '/').slice(1);
  const say: Say = (status, headers = {}, text = 'CANARY') => response.writeHead(status, headers).end(text);
  if (request.method !== 'POST') return say(405);
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  const message = JSON.parse(body) as Message;
  switch (trick) {
    case 'page':
      return say(200, { 'Content-Type': 'text/html' });
    case 'login':
      return say(401, { 'WWW-Authenticate': 'Bearer resource_metadata="https://auth.example/meta"' });
    case 'elsewhere':
      return say(302, { Location: 'http://169.254.169.254/latest' });
    case 'broken':
      return say(500);
    case 'silent':
      // Longer than its caller waits, and not for ever: nothing must keep the tests from ending.
      return setTimeout(() => response.destroy(), 3000).unref();
  }
  if (message.method === 'initialize')
    return say(200, { ...JSON_TYPE, 'Mcp-Session-Id': SESSION }, initialized(trick, message));
  const { 'mcp-session-id': session, 'mcp-protocol-version': version, accept } = request.headers;
  const isComplete = session === SESSION && version !== undefined && accept?.includes('text/event-stream');
  if (!isComplete) return say(400);
  if (message.method === 'notifications/initialized') return say(202);
  return stream(trick, message, response) ?? answer(say, trick, message);
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

type Say = (status: number, headers?: OutgoingHttpHeaders, text?: string) => ServerResponse;

function initialized(trick: string, { id }: Message): string {
  return rpc(id, {
    protocolVersion: trick === 'future' ? '2031-01-01' : '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'hostile\u202e\u0000server', version: '1' },
  });
}

const rpc = (id: number | undefined, result: object) => JSON.stringify({ jsonrpc: '2.0', id, result });
const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more });

function answer(say: Say, trick: string, { id, params }: Message): ServerResponse {
  const tools = (list: readonly unknown[], more: object = {}) => say(200, JSON_TYPE, rpc(id, { tools: list, ...more }));
  switch (trick) {
    case 'circle':
      return tools([tool('again')], { nextCursor: 'same' });
    case 'endless_pages':
      return tools([tool('more')], { nextCursor: `${params?.cursor ?? ''}x` });
    case 'wrong_id':
      return say(200, JSON_TYPE, rpc(4711, { tools: [] }));
    case 'refuses':
      return say(200, JSON_TYPE, JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_000, message: 'CANARY' } }));
    case 'forgets':
      return say(404);
    case 'huge':
      return tools([tool('big', { description: 'x'.repeat(3_000_000) })]);
    case 'odd_tools':
      return tools([
        tool('fine', { description: 'a\u202eb\u0000<b>c</b>' }),
        tool('long', { inputSchema: { type: 'object', properties: { x: { description: 'y'.repeat(40_000) } } } }),
        { name: 'no schema' },
        'no tool',
      ]);
    case 'deep': {
      const depth = 30_000;
      const schema = `{"type":"object","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const text = `{"jsonrpc":"2.0","id":${id},"result":{"tools":[{"name":"deep","inputSchema":${schema}}]}}`;
      return say(200, JSON_TYPE, text);
    }
    default:
      return tools([]);
  }
}

/** Tricks with streams of events. */
function stream(trick: string, { id }: Message, response: ServerResponse): ServerResponse | undefined {
  const begin = () => {
    // Much longer than anybody reads. The tests' way here does not say when a reader has left.
    setTimeout(() => response.destroy(), 3000).unref();
    return response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  };
  switch (trick) {
    case 'endless_events': {
      begin();
      const event = `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: {} })}\n\n`;
      const timer = setInterval(() => response.write(event.repeat(50)), 5);
      response.on('close', () => clearInterval(timer));
      return response;
    }
    case 'late_in_stream': {
      begin();
      response.write(
        ': hello\r\n\r\nevent: message\r\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\r\n\r\n',
      );
      const said = rpc(id, { tools: [tool('found')] });
      // In two pieces, and the stream stays open.
      response.write(`id: 1\r\ndata: ${said.slice(0, 30)}`);
      setTimeout(() => response.write(`${said.slice(30)}\r\n\r\n`), 20);
      return response;
    }
    case 'cut_stream':
      begin().end(': nothing more\n\n');
      return response;
    default:
      return undefined;
  }
}
