/** What is read out of an engine's answers. The rest may be anything: it is dropped here, `Env` above all. */
import * as z from 'zod';
import type { ContainerFacts, ContainerState, ContainerSummary, PublishedPort } from './engine.ts';

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
const state = z.string().transform((text): ContainerState => STATES.find((known) => known === text) ?? 'unknown');
const containerId = z.string().regex(/^[0-9a-f]{12,64}$/);
const labels = z.record(z.string(), z.string()).nullish();

export const refusal = z.object({ message: z.string() });
export const created = z.object({ Id: containerId });
export const execCreated = z.object({ Id: z.string().regex(/^[0-9a-f]{12,64}$/) });
export const execState = z.object({ ExitCode: z.int().nullish(), Running: z.boolean().nullish() });

export const version = z
  .object({
    Version: z.string().max(64),
    ApiVersion: z.string().regex(/^\d{1,3}\.\d{1,3}$/),
    MinAPIVersion: z.string().max(16).nullish(),
    Os: z.string().max(64).nullish(),
    Arch: z.string().max(64).nullish(),
  })
  .transform((reply) => ({
    version: reply.Version,
    apiVersion: reply.ApiVersion,
    minApiVersion: reply.MinAPIVersion ?? undefined,
    os: reply.Os ?? undefined,
    architecture: reply.Arch ?? undefined,
  }));

export const info = z
  .object({
    Name: z.string().max(256).nullish(),
    OperatingSystem: z.string().max(256).nullish(),
    NCPU: z.int().nullish(),
    MemTotal: z.int().nullish(),
    ContainersRunning: z.int().nullish(),
  })
  .transform((reply) => ({
    name: reply.Name ?? undefined,
    operatingSystem: reply.OperatingSystem ?? undefined,
    cpus: reply.NCPU ?? undefined,
    memoryBytes: reply.MemTotal ?? undefined,
    containersRunning: reply.ContainersRunning ?? undefined,
  }));

export const containerList = z.array(
  z
    .object({
      Id: containerId,
      Names: z.array(z.string()).min(1),
      Image: z.string(),
      State: state,
      /** For people: `Exited (3) 5 minutes ago`. */
      Status: z.string().nullish(),
      /** Seconds. */
      Created: z.number(),
      Labels: labels,
      Ports: z
        .array(
          z.object({
            IP: z.string().nullish(),
            PrivatePort: z.int(),
            PublicPort: z.int().nullish(),
            Type: z.string(),
          }),
        )
        .nullish(),
    })
    .transform(
      (row): ContainerSummary => ({
        id: row.Id,
        name: bareName(row.Names[0] ?? ''),
        image: row.Image,
        state: row.State,
        exitCode: exitCodeOf(row.Status ?? ''),
        createdAtMs: row.Created * 1000,
        labels: row.Labels ?? {},
        ports: (row.Ports ?? []).map(({ IP, PrivatePort, PublicPort, Type }) => ({
          containerPort: PrivatePort,
          protocol: Type,
          hostPort: PublicPort ?? undefined,
          hostAddress: IP ?? undefined,
        })),
      }),
    ),
);

export const containerFacts = z
  .object({
    Id: containerId,
    Name: z.string(),
    Image: z.string(),
    RestartCount: z.int().nullish(),
    State: z.object({
      Status: state,
      ExitCode: z.int().nullish(),
      OOMKilled: z.boolean().nullish(),
      StartedAt: z.string().nullish(),
    }),
    Config: z.object({ Image: z.string(), Labels: labels, Tty: z.boolean().nullish() }),
    NetworkSettings: z
      .object({
        Ports: z
          .record(z.string(), z.array(z.object({ HostIp: z.string().nullish(), HostPort: z.string() })).nullish())
          .nullish(),
        Networks: z.record(z.string(), z.object({ IPAddress: z.string().nullish() })).nullish(),
      })
      .nullish(),
  })
  .transform(
    ({ Id, Name, Image, RestartCount, State, Config, NetworkSettings }): ContainerFacts => ({
      id: Id,
      name: bareName(Name),
      image: Config.Image,
      imageId: Image,
      state: State.Status,
      exitCode: ['exited', 'dead'].includes(State.Status) ? (State.ExitCode ?? undefined) : undefined,
      isOutOfMemory: State.OOMKilled ?? false,
      startedAt: State.StartedAt ?? undefined,
      restarts: RestartCount ?? 0,
      hasTerminal: Config.Tty ?? false,
      labels: Config.Labels ?? {},
      ports: Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([port, bindings]) =>
        published(port, bindings ?? []),
      ),
      networks: Object.fromEntries(
        Object.entries(NetworkSettings?.Networks ?? {}).map(([name, { IPAddress }]) => [name, IPAddress ?? '']),
      ),
    }),
  );

/** @param port As engines write it: `8080/tcp`. */
function published(
  port: string,
  bindings: readonly { HostIp?: string | null | undefined; HostPort: string }[],
): PublishedPort[] {
  const [number, protocol = 'tcp'] = port.split('/');
  const containerPort = Number(number);
  if (!Number.isInteger(containerPort)) return [];
  if (bindings.length === 0) return [{ containerPort, protocol, hostPort: undefined, hostAddress: undefined }];
  return bindings.map(({ HostIp, HostPort }) => ({
    containerPort,
    protocol,
    hostPort: Number(HostPort) || undefined,
    hostAddress: HostIp ?? undefined,
  }));
}

/** A list says it in words alone. */
function exitCodeOf(words: string): number | undefined {
  const code = /^Exited \((\d{1,3})\)/.exec(words)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Engines put a slash before names. */
function bareName(name: string): string {
  return name.replace(/^\//, '');
}
