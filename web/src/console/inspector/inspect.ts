/** Asks a server for all that the inspector shows: first what it is, then the lists that it says it has. */
import type {
  CapabilitiesReply,
  InspectedServer,
  PromptsReply,
  ResourcesReply,
  ToolsReply,
} from '../../../../shared/inspector.schema.ts';
import type { SiteCall } from '../../desk/site-call.ts';
import { CAPABILITIES, PROMPTS, RESOURCES, TOOLS } from './addresses.ts';

export interface Inspected {
  readonly server: InspectedServer;
  /** Undefined where the server does not say that it has such a thing. */
  readonly tools: ToolsReply | undefined;
  readonly resources: ResourcesReply | undefined;
  readonly prompts: PromptsReply | undefined;
}

/** @throws ApiError */
export async function inspect(call: SiteCall, id: string, path: string): Promise<Inspected> {
  const parts = { params: { id }, query: { path } };
  const { server } = await call<CapabilitiesReply>(CAPABILITIES, parts);
  const { capabilities } = server;
  const [tools, resources, prompts] = await Promise.all([
    capabilities.tools ? call<ToolsReply>(TOOLS, parts) : undefined,
    capabilities.resources ? call<ResourcesReply>(RESOURCES, parts) : undefined,
    capabilities.prompts ? call<PromptsReply>(PROMPTS, parts) : undefined,
  ]);
  return { server, tools, resources, prompts };
}
