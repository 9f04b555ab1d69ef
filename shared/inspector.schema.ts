/** What the inspector shows of an MCP server. All texts are a stranger's: show them as text. */
import * as z from 'zod';

const described = { name: z.string(), title: z.string().optional(), description: z.string().optional() };

const capabilities = z.strictObject({
  tools: z.boolean(),
  resources: z.boolean(),
  prompts: z.boolean(),
  logging: z.boolean(),
  completions: z.boolean(),
  /** Whether it says when one of its lists has changed. */
  tells_changes: z.boolean(),
  subscriptions: z.boolean(),
});

export const inspectedServer = z.strictObject({
  name: z.string(),
  version: z.string(),
  title: z.string().optional(),
  instructions: z.string().optional(),
  protocol_version: z.string(),
  capabilities,
});
export type InspectedServer = z.infer<typeof inspectedServer>;

export const inspectedTool = z.strictObject({
  ...described,
  /** JSON Schema of the arguments; absent when it is too long to read. */
  input_schema: z.record(z.string(), z.unknown()).optional(),
  input_schema_omitted: z.literal(true).optional(),
  /** What the server says of the tool: claims, not facts. */
  hints: z
    .strictObject({
      read_only: z.boolean().optional(),
      destructive: z.boolean().optional(),
      idempotent: z.boolean().optional(),
      open_world: z.boolean().optional(),
    })
    .optional(),
});
export type InspectedTool = z.infer<typeof inspectedTool>;

export const inspectedResource = z.strictObject({
  uri: z.string(),
  ...described,
  mime_type: z.string().optional(),
  size: z.number().optional(),
});
export type InspectedResource = z.infer<typeof inspectedResource>;

export const inspectedTemplate = z.strictObject({
  uri_template: z.string(),
  ...described,
  mime_type: z.string().optional(),
});
export type InspectedTemplate = z.infer<typeof inspectedTemplate>;

export const inspectedPrompt = z.strictObject({
  ...described,
  arguments: z.array(z.strictObject({ ...described, required: z.boolean() })),
});
export type InspectedPrompt = z.infer<typeof inspectedPrompt>;

/** How much of a list is there. */
const listed = {
  /** Entries that the server sent and that could not be read. */
  dropped: z.int(),
  /** False when the server has more than is read. */
  is_complete: z.boolean(),
};

/** Where on the server messages are taken, for servers that run on a Docker host. */
export const inspectorQuery = z.strictObject({
  path: z
    .string()
    .regex(/^\/(?!\/)[A-Za-z0-9._~/-]{0,199}$/, 'a path such as /mcp')
    .default('/mcp'),
  /** Port in the container; its first published one where it is not given. */
  port: z
    .string()
    .regex(/^[1-9][0-9]{0,4}$/, 'a port')
    .transform(Number)
    .refine((port) => port <= 65_535, 'a port')
    .optional(),
});
export type InspectorQuery = z.output<typeof inspectorQuery>;

export const capabilitiesReply = z.strictObject({ server: inspectedServer });
export const toolsReply = z.strictObject({ tools: z.array(inspectedTool), ...listed });
export const resourcesReply = z.strictObject({
  resources: z.array(inspectedResource),
  resource_templates: z.array(inspectedTemplate),
  ...listed,
});
export const promptsReply = z.strictObject({ prompts: z.array(inspectedPrompt), ...listed });
export type CapabilitiesReply = z.infer<typeof capabilitiesReply>;
export type ToolsReply = z.infer<typeof toolsReply>;
export type ResourcesReply = z.infer<typeof resourcesReply>;
export type PromptsReply = z.infer<typeof promptsReply>;
