/**
 * What servers say, as far as we read it. Fields that we do not know are left alone; an entry of a list that does not fit is
 * dropped and counted, so that one odd tool does not hide the others.
 *
 * @see MCP specification 2025-06-18, "Lifecycle", "Tools", "Resources", "Prompts"
 */
import * as z from 'zod';
import { CURSOR_CHARS_MAX, ENTRIES_MAX, PROTOCOL_VERSIONS } from './mcp.constants.ts';

const text = z.string();

export const rpcAnswer = z.union([
  z.object({ jsonrpc: z.literal('2.0'), id: z.union([z.string(), z.number()]), result: z.looseObject({}) }),
  z.object({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.number(), z.null()]).optional(),
    error: z.object({ code: z.int() }),
  }),
]);
export type RpcAnswer = z.infer<typeof rpcAnswer>;

const capability = z.looseObject({ listChanged: z.boolean().optional() });

export const initializeResult = z.object({
  /** It goes back as a header. */
  protocolVersion: z.string().regex(/^[!-~]{1,64}$/),
  capabilities: z.object({
    tools: capability.optional(),
    resources: capability.extend({ subscribe: z.boolean().optional() }).optional(),
    prompts: capability.optional(),
    logging: z.looseObject({}).optional(),
    completions: z.looseObject({}).optional(),
    experimental: z.record(z.string(), z.unknown()).optional(),
  }),
  serverInfo: z.object({ name: text, version: text, title: text.optional() }),
  instructions: text.optional(),
});
export type InitializeResult = z.infer<typeof initializeResult>;

export function isKnownVersion(version: string): version is (typeof PROTOCOL_VERSIONS)[number] {
  return (PROTOCOL_VERSIONS as readonly string[]).includes(version);
}

/** One page of a list, its entries unread. */
export const listPage = (key: ListKey) =>
  z.looseObject({
    [key]: z.array(z.unknown()).max(ENTRIES_MAX * 2),
    nextCursor: z.string().max(CURSOR_CHARS_MAX).nullish(),
  });
export type ListKey = 'tools' | 'resources' | 'resourceTemplates' | 'prompts';

const name = text.min(1);
const flag = z.boolean().optional();

export const toolEntry = z.object({
  name,
  title: text.optional(),
  description: text.optional(),
  inputSchema: z.looseObject({ type: z.literal('object') }),
  annotations: z
    .object({
      title: text.optional(),
      readOnlyHint: flag,
      destructiveHint: flag,
      idempotentHint: flag,
      openWorldHint: flag,
    })
    .optional(),
});
export const resourceEntry = z.object({
  uri: text.min(1),
  name,
  title: text.optional(),
  description: text.optional(),
  mimeType: text.optional(),
  size: z.number().nonnegative().optional(),
});
export const templateEntry = resourceEntry.omit({ uri: true, size: true }).extend({ uriTemplate: text.min(1) });
export const promptEntry = z.object({
  name,
  title: text.optional(),
  description: text.optional(),
  arguments: z
    .array(z.object({ name, title: text.optional(), description: text.optional(), required: flag }))
    .optional(),
});
