/**
 * Leads tests in workerd to MCP servers on this machine: `example.mcp.test` is the SDK's example, `json.mcp.test` and others
 * are made with the SDK, and `hostile.mcp.test` means no good. Each is started when it is first asked for.
 */
import { type Call, relayed } from '../relayed.ts';
import type { RunningServer } from './sdk-servers.ts';

type Start = () => Promise<RunningServer>;

/** Loaded when they are needed: most tests need none of them. */
const sdk = async (hasSessions: boolean, isJson: boolean) =>
  await (await import('./sdk-servers.ts')).startSdkServer({ hasSessions, isJson });
const STARTS: Readonly<Record<string, Start>> = {
  'example.mcp.test': async () => await (await import('./sdk-servers.ts')).startExampleServer(),
  'json.mcp.test': () => sdk(true, true),
  'events.mcp.test': () => sdk(true, false),
  'stateless-json.mcp.test': () => sdk(false, true),
  'stateless-events.mcp.test': () => sdk(false, false),
  'hostile.mcp.test': async () => await (await import('./hostile-server.ts')).startHostileServer(),
};

const running = new Map<string, Promise<RunningServer>>();

export function isMcpServer(url: string): boolean {
  return new URL(url).hostname in STARTS;
}

export async function toMcpServer<Answer>(request: Call): Promise<Answer> {
  const url = new URL(request.url);
  const started = running.get(url.hostname) ?? STARTS[url.hostname]?.();
  if (started === undefined) throw new Error(`nobody plays ${url.hostname}`);
  running.set(url.hostname, started);
  const { origin } = new URL((await started).url);
  return await relayed<Answer>(request, `${origin}${url.pathname}${url.search}`);
}
