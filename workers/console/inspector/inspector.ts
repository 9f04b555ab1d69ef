/** Builds the inspector: its routes over a short session with the server that is asked for. */
import {
  earlierCapabilitiesContract,
  earlierPromptsContract,
  earlierResourcesContract,
  earlierToolsContract,
  inspectCapabilitiesContract,
  inspectPromptsContract,
  inspectResourcesContract,
  inspectToolsContract,
} from '../../../shared/inspector.contract.ts';
import type {
  CapabilitiesReply,
  InspectorQuery,
  PromptsReply,
  ResourcesReply,
  ToolsReply,
} from '../../../shared/inspector.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { mcpAppError } from '../mcp-client/mcp-error.ts';
import { type McpSession, withMcpSession } from '../mcp-client/session.ts';
import { requireOwner } from '../owner.ts';
import type { ServerAddress } from './server-address.ts';

interface InspectorParts {
  readonly guard: Guard;
  readonly guardedFetch: GuardedFetch;
  /** Asked in their order. */
  readonly addresses: readonly ServerAddress[];
}

const SERVER_ID = /^[\w-]{1,64}$/;

export function buildInspector({ guard, guardedFetch, addresses }: InspectorParts): Endpoint[] {
  const inspect = async <Value>(
    query: InspectorQuery,
    context: RequestContext,
    work: (session: McpSession) => Promise<Value>,
  ) => {
    const owner = requireOwner(context);
    const { id = '' } = context.params;
    if (!SERVER_ID.test(id)) throw new AppError('not_found');
    const address = await firstOf(addresses, (one) => one.find(owner, id, query));
    if (address === undefined) throw new AppError('not_found');
    try {
      return await withMcpSession(address, guardedFetch.fetch, work);
    } catch (error) {
      throw mcpAppError(error);
    }
  };
  const capabilities = async (query: InspectorQuery, context: RequestContext): Promise<CapabilitiesReply> =>
    await inspect(query, context, async ({ server }) => ({ server }));
  const tools = async (query: InspectorQuery, context: RequestContext): Promise<ToolsReply> =>
    await inspect(query, context, async (session) => {
      const { entries, dropped, is_complete } = await session.tools();
      return { tools: [...entries], dropped, is_complete };
    });
  const resources = async (query: InspectorQuery, context: RequestContext): Promise<ResourcesReply> =>
    await inspect(query, context, async (session) => {
      const listed = await session.resources();
      const templates = await session.resourceTemplates();
      return {
        resources: [...listed.entries],
        resource_templates: [...templates.entries],
        dropped: listed.dropped + templates.dropped,
        is_complete: listed.is_complete && templates.is_complete,
      };
    });
  const prompts = async (query: InspectorQuery, context: RequestContext): Promise<PromptsReply> =>
    await inspect(query, context, async (session) => {
      const { entries, dropped, is_complete } = await session.prompts();
      return { prompts: [...entries], dropped, is_complete };
    });
  return [
    endpoint(inspectCapabilitiesContract, capabilities, guard),
    endpoint(earlierCapabilitiesContract, capabilities, guard),
    endpoint(inspectToolsContract, tools, guard),
    endpoint(earlierToolsContract, tools, guard),
    endpoint(inspectResourcesContract, resources, guard),
    endpoint(earlierResourcesContract, resources, guard),
    endpoint(inspectPromptsContract, prompts, guard),
    endpoint(earlierPromptsContract, prompts, guard),
  ];
}

async function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Promise<Found | undefined>) {
  for (const item of items) {
    const found = await find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
