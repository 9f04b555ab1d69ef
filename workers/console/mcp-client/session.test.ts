/** The client against real servers of the official SDK, and against one that means no good. */
import { describe, expect, it } from 'vitest';
import type { McpFetch } from './exchange.ts';
import { McpError, type McpFault } from './mcp-error.ts';
import { type McpSession, withMcpSession } from './session.ts';

// The tests' way out leads to servers on this machine; whether an address may be called is the guarded fetch's to say.
const open: McpFetch = async (url, init) => await fetch(url, { ...init, redirect: 'manual' });

const inspect = async <Value>(url: string, work: (session: McpSession) => Promise<Value>) =>
  await withMcpSession({ url }, open, work);

async function faultOf(trick: string): Promise<McpFault | 'none'> {
  try {
    await inspect(`http://hostile.mcp.test/${trick}`, (session) => session.tools());
    return 'none';
  } catch (error) {
    if (error instanceof McpError) return error.fault;
    throw error;
  }
}

describe.each(['json', 'events', 'stateless-json', 'stateless-events'])(
  'a server of the SDK that speaks %s',
  (mode) => {
    it('tells its tools, resources and prompts', async () => {
      const told = await inspect(`http://${mode}.mcp.test/mcp`, async (session) => ({
        server: session.server,
        tools: await session.tools(),
        resources: await session.resources(),
        templates: await session.resourceTemplates(),
        prompts: await session.prompts(),
      }));
      expect(told.server).toMatchObject({
        name: 'weather',
        version: '2.1.0',
        title: 'Weather',
        instructions: 'Ask for a city.',
        protocol_version: '2025-06-18',
        capabilities: { tools: true, resources: true, prompts: true, completions: false },
      });
      expect(told.tools).toMatchObject({
        is_complete: true,
        dropped: 0,
        entries: [
          {
            name: 'forecast',
            title: 'Forecast',
            hints: { read_only: true, open_world: true },
            input_schema: { type: 'object', properties: { city: { description: 'Name of the city' } } },
          },
        ],
      });
      expect(told.resources.entries).toMatchObject([{ uri: 'weather://stations', mime_type: 'application/json' }]);
      expect(told.templates.entries).toEqual([]);
      expect(told.prompts.entries).toMatchObject([{ name: 'plan', arguments: [{ name: 'city', required: true }] }]);
    });
  },
);

it("reads the official SDK's example server", async () => {
  const tools = await inspect('http://example.mcp.test/mcp', (session) => session.tools());
  expect(tools.entries.map(({ name }) => name)).toContain('greet');
  expect(tools.is_complete).toBe(true);
});

describe('a server that means no good', () => {
  it.each([
    ['page', 'not_mcp'],
    ['login', 'unauthorized'],
    ['elsewhere', 'redirect'],
    ['broken', 'http_error'],
    ['future', 'version_not_supported'],
    ['wrong_id', 'not_mcp'],
    ['refuses', 'refused'],
    ['forgets', 'session_lost'],
    ['huge', 'too_large'],
    ['endless_events', 'too_large'],
    ['cut_stream', 'unreachable'],
  ] as const)('is left: %s', async (trick, fault) => {
    expect(await faultOf(trick)).toBe(fault);
  });

  it('is left when it says nothing', async () => {
    const silent = { url: 'http://hostile.mcp.test/silent' };
    const failed = await withMcpSession(silent, open, (session) => session.tools(), 100).catch((error) => error);
    expect(failed).toMatchObject({ fault: 'timeout' });
  });

  it('hands on what a sign-in needs to know', async () => {
    const failed = await inspect('http://hostile.mcp.test/login', (session) => session.tools()).catch((error) => error);
    expect(failed.challenge).toContain('resource_metadata="https://auth.example/meta"');
  });

  it.each(['circle', 'endless_pages'])('leads nowhere: %s', async (trick) => {
    const tools = await inspect(`http://hostile.mcp.test/${trick}`, (session) => session.tools());
    expect(tools.is_complete).toBe(false);
    expect(tools.entries.length).toBeLessThanOrEqual(20);
  });

  it('cannot hide its tools behind odd ones, nor text behind marks', async () => {
    const { tools, server } = await inspect('http://hostile.mcp.test/odd_tools', async (session) => ({
      tools: await session.tools(),
      server: session.server,
    }));
    expect(server.name).toBe('hostileserver');
    expect(tools.dropped).toBe(2);
    expect(tools.entries).toEqual([
      { name: 'fine', description: 'ab<b>c</b>', input_schema: { type: 'object' } },
      { name: 'long', input_schema_omitted: true },
    ]);
  });

  it('cannot exhaust the stack with a schema that is nested without end', async () => {
    const tools = await inspect('http://hostile.mcp.test/deep', (session) => session.tools());
    expect(tools.entries).toEqual([{ name: 'deep', input_schema_omitted: true }]);
  });

  it('is read although the answer comes late in a stream that stays open', async () => {
    const tools = await inspect('http://hostile.mcp.test/late_in_stream', (session) => session.tools());
    expect(tools.entries.map(({ name }) => name)).toEqual(['found']);
  });
});
