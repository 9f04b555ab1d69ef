/** The fields of the earlier console. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { type InstallServerInput, serverName, serverSettings } from './servers.schema.ts';

const portNumber = z.string().regex(/^[1-9][0-9]{0,4}(?:\/(?:tcp|udp))?$/, 'a port, such as 8080 or 53/udp');
const MEMORY_UNITS = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Volumes by name: the earlier console took paths of the host, which are not mounted. */
export const containerRequest = z.strictObject({
  name: serverName,
  image: serverSettings.shape.image,
  env: serverSettings.shape.env,
  ports: z.record(portNumber, z.int().min(1).max(65_535)).default({}),
  volumes: z.record(z.string().max(64), z.string().max(255)).default({}),
  labels: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length === 0, 'no labels: they are ours')
    .default({}),
  command: z.array(z.string()).max(64).nullable().optional(),
  network_mode: z.string().max(63).nullable().optional(),
  cpus: z.number().nullable().optional(),
  memory_limit: z
    .string()
    .regex(/^[1-9][0-9]{0,12}[bkmg]?$/i, 'a number of bytes, such as 512m')
    .nullable()
    .optional(),
  restart_policy: z.strictObject({ Name: serverSettings.shape.restart_policy }).nullable().optional(),
  host_id: z.uuid().optional().describe(apiText('Needed by whoever has more than one Docker host.')),
});
export type ContainerRequest = z.output<typeof containerRequest>;

/** What it means in the form of today; its own schema says whether it is right. */
export function installInputOf(request: ContainerRequest, hostId: string): InstallServerInput {
  const { name, image, env, command, network_mode, cpus, memory_limit, restart_policy } = request;
  return {
    host_id: hostId,
    name,
    image,
    env,
    args: command ?? [],
    ports: Object.entries(request.ports).map(([port, host]) => {
      const [container, protocol = 'tcp'] = port.split('/');
      return { container: Number(container), host, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
    }),
    volumes: Object.entries(request.volumes).map(([volume, path]) => ({ volume, path })),
    ...(network_mode ? { network: network_mode } : {}),
    ...(cpus == null ? {} : { cpus }),
    ...(memory_limit == null ? {} : { memory_bytes: bytesOf(memory_limit) }),
    ...(restart_policy == null ? {} : { restart_policy: restart_policy.Name }),
  };
}

function bytesOf(limit: string): number {
  const unit = limit.at(-1)?.toLowerCase() ?? '';
  return Number.parseInt(limit, 10) * (Object.hasOwn(MEMORY_UNITS, unit) ? MEMORY_UNITS[unit as 'b'] : 1);
}

export const containersQuery = z.strictObject({ all: z.enum(['true', 'false', '1', '0']).optional() });

const containerInfo = z.strictObject({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  status: z.enum(['running', 'stopped', 'error']),
  created_at: z.iso.datetime(),
  ports: z.record(z.string(), z.int()),
  labels: z.record(z.string(), z.string()),
});
export const containersReply = z.strictObject({ containers: z.array(containerInfo) });

/** With status 202 the work goes on under `job_id`, and the container is not there yet. */
export const installedReply = z.strictObject({
  container_id: z.string().optional(),
  name: z.string(),
  status: z.string(),
  job_id: z.string(),
});

export const containerConfigReply = z.strictObject({
  name: z.string(),
  image: z.string(),
  env: z.record(z.string(), z.string()),
  ports: z.record(z.string(), z.int()),
  volumes: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  command: z.array(z.string()),
  network_mode: z.string().nullable(),
  cpus: z.number().nullable(),
  memory_limit: z.string().nullable(),
  restart_policy: z.strictObject({ Name: z.string() }),
});

export const containerActionReply = z.strictObject({
  success: z.literal(true),
  message: z.string(),
  container_id: z.string(),
});
