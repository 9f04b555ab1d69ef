/**
 * Servers that run as containers on a person's Docker host. Settings hold references to secrets and never a secret; what a
 * reference stands for is put in when the container is made.
 */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { IMAGE_CHARS_MAX, parseImageReference } from './image-reference.ts';

export const ENV_MAX = 100;
const ENV_VALUE_CHARS_MAX = 4096;
const MEGABYTE = 1024 * 1024;

/** As engines take it for a container. */
export const serverName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$/, '2 to 63 letters, digits and _ . -');
const port = z.int().min(1).max(65_535);

export const serverPort = z.strictObject({
  container: port,
  host: port.optional().describe(apiText('Chosen by the engine when it is left out.')),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  address: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').describe(apiText('Address of the host.')),
});

export const serverVolume = z.strictObject({
  volume: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/, 'the name of a volume: paths of the host are not mounted'),
  // Podman writes a mount as options with commas and reads them back: nothing here may end one and begin another.
  path: z
    .string()
    .regex(/^\/(?!.*\/\.\.?(?:\/|$))[^\p{C}:,"]{1,254}$/u, 'an absolute path in the container, without : , and "'),
  read_only: z.boolean().default(false),
});

/** Docker's list of capabilities that a container may need, without those that open the host. */
const CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'] as const;

/** Bound against what an engine passes on; NUL would end a variable. */
const text = z
  .string()
  .max(ENV_VALUE_CHARS_MAX)
  .refine((value) => !value.includes('\0'), 'text without NUL');
/** A value that looks like a secret and is none may be marked as such. */
export const settingText = z.union([text, z.strictObject({ value: text, not_secret: z.literal(true) })]);
export type SettingText = z.infer<typeof settingText>;

export function plainText(setting: SettingText): string {
  return typeof setting === 'string' ? setting : setting.value;
}

export const serverSettings = z.strictObject({
  image: z
    .string()
    .max(IMAGE_CHARS_MAX)
    .refine((text) => parseImageReference(text) !== undefined, 'an image such as ghcr.io/owner/server:1.2'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'the name of a variable'), settingText)
    .refine((env) => Object.keys(env).length <= ENV_MAX, `at most ${ENV_MAX}`)
    .default({})
    .describe(apiText('Variables by name. Secrets as references: `{{ bw:item:field }}`.')),
  args: z
    .array(settingText)
    .max(64)
    .default([])
    .describe(apiText("In place of the image's own command. May hold references.")),
  ports: z.array(serverPort).max(16).default([]),
  volumes: z.array(serverVolume).max(16).default([]),
  cpus: z.number().min(0.01).max(64).optional(),
  memory_bytes: z
    .int()
    .min(8 * MEGABYTE)
    .max(256 * 1024 * MEGABYTE)
    .optional(),
  restart_policy: z.enum(['no', 'always', 'unless-stopped', 'on-failure']).default('unless-stopped'),
  network: z
    .string()
    .regex(/^(?!host$|container$)[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/, 'the name of a network; not the one of the host')
    .optional(),
  read_only_root: z.boolean().default(false),
  capabilities: z
    .array(z.enum(CAPABILITIES))
    .max(CAPABILITIES.length)
    .default([])
    .describe(apiText('Given back after all were dropped.')),
});

export const installServerRequest = z.strictObject({
  host_id: z.uuid(),
  name: serverName,
  ...serverSettings.shape,
});

export const SERVER_STATUSES = ['installing', 'running', 'stopped', 'error', 'missing', 'unknown'] as const;

export const serverView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  host_id: z.uuid(),
  host_name: z.string(),
  image: z.string(),
  status: z.enum(SERVER_STATUSES).describe(apiText('`missing`: its container is gone. `unknown`: never seen.')),
  seen_at: z.iso.datetime().optional().describe(apiText('When the status was true; absent when it is live.')),
  exit_code: z.int().optional(),
  container_id: z.string().optional(),
  job_id: z.uuid().optional().describe(apiText('The work under way on it.')),
  created_at: z.iso.datetime(),
  ports: z.array(
    z.strictObject({
      container: z.int(),
      protocol: z.string(),
      host: z.int().optional(),
      address: z.string().optional(),
    }),
  ),
});
export const serversReply = z.strictObject({
  servers: z.array(serverView),
  hosts: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      condition: z.enum(['up', 'down']),
      message: z.string().optional(),
    }),
  ),
});
export const serverReply = z.strictObject({ ...serverView.shape, settings: serverSettings });

export const removeServerQuery = z.strictObject({
  force: z.enum(['true']).optional().describe(apiText('Forgets it although its host does not answer.')),
});

export const logsQuery = z.strictObject({
  follow: z.enum(['true', 'false']).default('true'),
  tail: z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,3})$/, 'a whole number up to 9999')
    .transform(Number)
    .default(200),
});
/** The data of one message of the log stream; its `id` is `at`. */
export const logLine = z.strictObject({
  at: z.string().optional(),
  stream: z.enum(['stdout', 'stderr']),
  text: z.string(),
});

/** What an install or a change leaves behind, as its job tells. */
export const serverJobResult = z.strictObject({
  server_id: z.uuid(),
  container_id: z.string(),
  name: z.string(),
  status: z.literal('running'),
});

export type ServerSettings = z.infer<typeof serverSettings>;
export type InstallServerRequest = z.infer<typeof installServerRequest>;
export type InstallServerInput = z.input<typeof installServerRequest>;
export type ServerView = z.infer<typeof serverView>;
export type ServersReply = z.infer<typeof serversReply>;
export type ServerReply = z.infer<typeof serverReply>;
export type LogLine = z.infer<typeof logLine>;
