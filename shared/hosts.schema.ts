/** Docker hosts of a person. What opens a host goes in and never comes out. */

import * as z from 'zod';
import { apiText } from './api-text.ts';

/** Hosts of one person. */
export const HOSTS_MAX = 20;

const hostName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,62}$/u, 'a name of letters, digits, blanks and . _ -');
const address = z
  .string()
  .max(512)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, search, hash, username, password } = new URL(text);
    return ['https:', 'http:'].includes(protocol) && `${search}${hash}${username}${password}` === '';
  }, 'an address such as https://docker.example.com');
/** Behind a tunnel each port has a name of its own: `https://mcp-{port}.example.com`. */
const publishedAddress = z
  .string()
  .max(512)
  .refine(
    (text) => address.safeParse(portAddress(text, 8080)).success,
    'an address such as https://mcp-{port}.example.com',
  );

/** Where a published port is reached. */
export function portAddress(publishedUrl: string, port: number): string {
  if (publishedUrl.includes('{port}')) return publishedUrl.replaceAll('{port}', String(port));
  if (!URL.canParse(publishedUrl)) return publishedUrl;
  const url = new URL(publishedUrl);
  url.port = String(port);
  return url.href.replace(/\/$/, '');
}

/** RFC 9110 §5.5: what can stand in a header without being folded or cut. */
const headerWord = z.string().regex(/^[!-~]{1,1024}$/, 'visible characters without blanks');

export const hostCredential = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('bearer'), token: headerWord }),
  z.strictObject({ kind: z.literal('service_token'), client_id: headerWord, client_secret: headerWord }),
]);

export const addHostRequest = z.strictObject({
  name: hostName,
  url: address.describe(apiText('Where its Docker Engine API is reached.')),
  published_url: publishedAddress
    .optional()
    .describe(
      apiText('Where published ports are reached: `{port}` stands for the port, else it is put in as the port.'),
    ),
  credential: hostCredential.default({ kind: 'none' }),
});

/** What is left out stays. */
export const changeHostRequest = addHostRequest
  .partial()
  .extend({ credential: hostCredential.optional(), published_url: publishedAddress.nullable().optional() });

export const HOST_CONDITIONS = ['up', 'down', 'refused', 'unknown'] as const;

export const hostView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  published_url: z.string().optional(),
  credential: z.enum(['none', 'bearer', 'service_token']),
  created_at: z.iso.datetime(),
  condition: z.enum(HOST_CONDITIONS),
  reason: z.string().optional().describe(apiText('Why it is not up, in one word.')),
  servers: z.int().min(0),
});
export const hostsReply = z.strictObject({ hosts: z.array(hostView) });

export const hostTestReply = z.strictObject({
  condition: z.enum(HOST_CONDITIONS),
  reason: z.string().optional(),
  message: z.string().optional().describe(apiText('What is wrong and what to do.')),
  engine: z
    .strictObject({
      name: z.string().optional(),
      version: z.string(),
      api_version: z.string(),
      operating_system: z.string().optional(),
      architecture: z.string().optional(),
      cpus: z.int().optional(),
      memory_bytes: z.int().optional(),
      containers_running: z.int().optional(),
    })
    .optional(),
});

export const removeHostQuery = z.strictObject({
  force: z.enum(['true']).optional().describe(apiText('Forgets its servers as well; their containers stay.')),
});
export const removedReply = z.strictObject({ removed: z.literal(true) });

export type AddHostRequest = z.infer<typeof addHostRequest>;
export type ChangeHostRequest = z.infer<typeof changeHostRequest>;
export type HostView = z.infer<typeof hostView>;
export type HostsReply = z.infer<typeof hostsReply>;
export type HostTestReply = z.infer<typeof hostTestReply>;
