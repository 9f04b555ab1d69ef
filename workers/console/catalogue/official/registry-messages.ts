/**
 * What the MCP registry says, as far as it is read. What it adds is left alone; of what is there, nothing is taken on trust.
 *
 * @see the registry's OpenAPI document, v0.1
 */
import * as z from 'zod';
import { CURSOR_CHARS_MAX, PAGE_ENTRIES } from '../catalogue.constants.ts';

const text = (charsMax: number) => z.string().max(charsMax);
const words = text(20_000);

const input = z.object({
  description: words.optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional().catch(undefined),
  value: words.optional(),
  default: words.optional(),
  placeholder: words.optional(),
  choices: z.array(words).max(1000).optional(),
});
const inputWithVariables = input.extend({ variables: z.record(z.string(), input).optional() });
const keyValue = inputWithVariables.extend({ name: text(500) });
const argument = inputWithVariables.extend({
  type: z.enum(['positional', 'named']),
  name: text(500).optional(),
  valueHint: text(500).optional(),
});
const transport = z.object({
  type: z.enum(['stdio', 'streamable-http', 'sse']),
  url: text(4096).optional(),
  headers: z.array(keyValue).max(200).optional(),
  variables: z.record(z.string(), input).optional(),
});

export const registryPackage = z.object({
  registryType: text(50),
  registryBaseUrl: text(500).optional(),
  identifier: text(1000),
  version: text(255).optional(),
  transport: transport.optional(),
  runtimeArguments: z.array(argument).max(200).optional(),
  packageArguments: z.array(argument).max(200).optional(),
  environmentVariables: z.array(keyValue).max(200).optional(),
});
export type RegistryInput = z.infer<typeof input>;
export type RegistryKeyValue = z.infer<typeof keyValue>;
export type RegistryArgument = z.infer<typeof argument>;
export type RegistryPackage = z.infer<typeof registryPackage>;
export type RegistryTransport = z.infer<typeof transport>;

const OFFICIAL = 'io.modelcontextprotocol.registry/official';

const official = z.object({
  status: z.enum(['active', 'deprecated', 'deleted']).default('active'),
  statusMessage: words.optional(),
  publishedAt: z.iso.datetime({ offset: true }).optional().catch(undefined),
  updatedAt: z.iso.datetime({ offset: true }).optional().catch(undefined),
  isLatest: z.boolean().optional(),
});

/** One server of the list. */
export const registryServer = z.object({
  server: z.object({
    name: z
      .string()
      .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)
      .max(200),
    description: words,
    title: words.optional(),
    version: text(255).min(1),
    websiteUrl: words.optional(),
    repository: z.object({ url: words.optional() }).optional().catch(undefined),
    packages: z.array(z.unknown()).max(200).optional().catch(undefined),
    remotes: z.array(z.unknown()).max(200).optional().catch(undefined),
  }),
  _meta: z
    .object({ [OFFICIAL]: official.optional() })
    .optional()
    .transform((meta) => meta?.[OFFICIAL]),
});
export type RegistryServer = z.infer<typeof registryServer>;
export const registryRemote = transport.extend({ url: text(4096).min(1) });

/** One page, its servers unread. */
export const registryPage = z.object({
  servers: z.array(z.unknown()).max(PAGE_ENTRIES * 10),
  metadata: z.object({ nextCursor: text(CURSOR_CHARS_MAX).nullish() }).nullish(),
});
