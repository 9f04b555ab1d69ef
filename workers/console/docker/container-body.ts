/**
 * What an engine is told about a new container. Safe unless said otherwise: no capabilities, no new privileges, no path of
 * the host, ports on the host's own loopback address.
 */
import type { ContainerSpec, PortBinding } from './engine.ts';

const LOOPBACK = '127.0.0.1';
/** Processes at most where nothing is said: a runaway server must not take the host along. */
const PROCESSES_MAX = 256;

export function containerBody(spec: ContainerSpec): unknown {
  return {
    Image: spec.image,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    ...(spec.command.length === 0 ? {} : { Cmd: spec.command }),
    Labels: spec.labels,
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [portName(port), {}])),
    HostConfig: {
      PortBindings: portBindings(spec.ports),
      Mounts: spec.volumes.map(({ volume, path, readOnly }) => ({
        Type: 'volume',
        Source: volume,
        Target: path,
        ReadOnly: readOnly,
      })),
      ...(spec.nanoCpus === undefined ? {} : { NanoCpus: spec.nanoCpus }),
      ...(spec.memoryBytes === undefined ? {} : { Memory: spec.memoryBytes }),
      PidsLimit: spec.processesMax ?? PROCESSES_MAX,
      RestartPolicy: { Name: spec.restartPolicy },
      ...(spec.network === undefined ? {} : { NetworkMode: spec.network }),
      ReadonlyRootfs: spec.isRootReadOnly,
      ...(spec.isRootReadOnly ? { Tmpfs: { '/tmp': 'rw,noexec,nosuid,size=64m' } } : {}),
      CapDrop: ['ALL'],
      CapAdd: spec.capabilities,
      SecurityOpt: ['no-new-privileges:true'],
    },
  };
}

function portBindings(ports: readonly PortBinding[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const binding = {
      HostIp: port.hostAddress ?? LOOPBACK,
      HostPort: port.hostPort === undefined ? '' : String(port.hostPort),
    };
    bindings[portName(port)] = [...(bindings[portName(port)] ?? []), binding];
  }
  return bindings;
}

function portName({ containerPort, protocol }: PortBinding): string {
  return `${containerPort}/${protocol}`;
}
