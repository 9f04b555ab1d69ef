import { describe, expect, it } from 'vitest';
import { request } from './exchange.ts';
import { MESSAGES_MAX } from './mcp.constants.ts';

const ANSWER = '{"jsonrpc":"2.0","id":1,"result":{"ok":true}}';

async function ask(body: string, type: string) {
  const fetch = async () => new Response(body, { headers: { 'Content-Type': type } });
  const to = {
    url: 'https://mcp.example.com',
    headers: {},
    timeoutMs: 8000,
    signal: new AbortController().signal,
    fetch,
  };
  return (await request(to, 1, 'tools/list')).result;
}

describe('an answer', () => {
  it('is found behind as many other messages as are read, in one batch or in many events', async () => {
    const others = '{},'.repeat(MESSAGES_MAX);
    const events = 'data: [{},{}]\n\n'.repeat(MESSAGES_MAX / 2);
    expect(await ask(`[${others}${ANSWER}]`, 'application/json')).toEqual({ ok: true });
    expect(await ask(`${events}data: ${ANSWER}\n\n`, 'text/event-stream')).toEqual({ ok: true });
  });

  it('is not looked for in more messages than that', async () => {
    const others = '{},'.repeat(MESSAGES_MAX + 1);
    const events = 'data: [{},{},{}]\n\n'.repeat(MESSAGES_MAX / 2);
    for (const [body, type] of [
      [`[${others}${ANSWER}]`, 'application/json'],
      [`data: [${others}${ANSWER}]\n\n`, 'text/event-stream'],
      [`${events}data: ${ANSWER}\n\n`, 'text/event-stream'],
    ] as const)
      await expect(ask(body, type)).rejects.toMatchObject({ fault: 'too_large' });
  });
});
