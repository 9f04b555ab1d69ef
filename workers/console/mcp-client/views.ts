/** What is passed on of what a server says: bounded, plain text, and schemas only as far as a person could read them. */
import type * as z from 'zod';
import type {
  InspectedPrompt,
  InspectedResource,
  InspectedServer,
  InspectedTemplate,
  InspectedTool,
} from '../../../shared/inspector.schema.ts';
import { plainLine, plainText } from '../untrusted-text.ts';
import {
  ARGUMENTS_MAX,
  DESCRIPTION_CHARS_MAX,
  INSTRUCTIONS_CHARS_MAX,
  NAME_CHARS_MAX,
  SCHEMA_CHARS_MAX,
  SCHEMA_DEPTH_MAX,
  TITLE_CHARS_MAX,
  URI_CHARS_MAX,
} from './mcp.constants.ts';
import type { InitializeResult, promptEntry, resourceEntry, templateEntry, toolEntry } from './messages.ts';

export function serverView(told: InitializeResult): InspectedServer {
  const { serverInfo, capabilities, instructions, protocolVersion } = told;
  return {
    name: plainLine(serverInfo.name, NAME_CHARS_MAX),
    version: plainLine(serverInfo.version, NAME_CHARS_MAX),
    ...(serverInfo.title !== undefined && { title: plainLine(serverInfo.title, TITLE_CHARS_MAX) }),
    ...(instructions !== undefined && { instructions: plainText(instructions, INSTRUCTIONS_CHARS_MAX) }),
    protocol_version: protocolVersion,
    capabilities: {
      tools: capabilities.tools !== undefined,
      resources: capabilities.resources !== undefined,
      prompts: capabilities.prompts !== undefined,
      logging: capabilities.logging !== undefined,
      completions: capabilities.completions !== undefined,
      tells_changes: [capabilities.tools, capabilities.resources, capabilities.prompts].some(
        (capability) => capability?.listChanged === true,
      ),
      subscriptions: capabilities.resources?.subscribe === true,
    },
  };
}

export function toolView(tool: z.infer<typeof toolEntry>): InspectedTool {
  const schema = readableSchema(tool.inputSchema);
  return {
    ...described(tool),
    ...(schema === undefined ? { input_schema_omitted: true as const } : { input_schema: schema }),
    ...(tool.annotations && {
      hints: {
        ...(tool.annotations.readOnlyHint !== undefined && { read_only: tool.annotations.readOnlyHint }),
        ...(tool.annotations.destructiveHint !== undefined && { destructive: tool.annotations.destructiveHint }),
        ...(tool.annotations.idempotentHint !== undefined && { idempotent: tool.annotations.idempotentHint }),
        ...(tool.annotations.openWorldHint !== undefined && { open_world: tool.annotations.openWorldHint }),
      },
    }),
  };
}

export function resourceView(resource: z.infer<typeof resourceEntry>): InspectedResource {
  return {
    uri: plainLine(resource.uri, URI_CHARS_MAX),
    ...described(resource),
    ...mimeType(resource),
    ...(resource.size !== undefined && { size: resource.size }),
  };
}

export function templateView(template: z.infer<typeof templateEntry>): InspectedTemplate {
  return {
    uri_template: plainLine(template.uriTemplate, URI_CHARS_MAX),
    ...described(template),
    ...mimeType(template),
  };
}

export function promptView(prompt: z.infer<typeof promptEntry>): InspectedPrompt {
  return {
    ...described(prompt),
    arguments: (prompt.arguments ?? []).slice(0, ARGUMENTS_MAX).map((argument) => ({
      ...described(argument),
      required: argument.required === true,
    })),
  };
}

interface Described {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

function described({ name, title, description }: Described) {
  return {
    name: plainLine(name, NAME_CHARS_MAX),
    ...(title !== undefined && { title: plainLine(title, TITLE_CHARS_MAX) }),
    ...(description !== undefined && { description: plainText(description, DESCRIPTION_CHARS_MAX) }),
  };
}

function mimeType({ mimeType }: { readonly mimeType?: string | undefined }) {
  return mimeType === undefined ? {} : { mime_type: plainLine(mimeType, NAME_CHARS_MAX) };
}

/** @returns undefined for a schema that is too long or too deep. */
function readableSchema(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  if (isDeeper(schema, SCHEMA_DEPTH_MAX)) return undefined;
  const text = JSON.stringify(schema);
  if (text.length > SCHEMA_CHARS_MAX) return undefined;
  return JSON.parse(plainJson(text)) as Readonly<Record<string, unknown>>;
}

/** Looked at first: what is nested thousands of levels deep cannot be written as JSON. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Texts within, without what cannot be seen. */
function plainJson(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (quoted) =>
    JSON.stringify(plainText(JSON.parse(quoted) as string, DESCRIPTION_CHARS_MAX)),
  );
}
