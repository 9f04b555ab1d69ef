/** The container of a session: what it is made of, and where its gateway is called. */
import type { ContainerSpec, Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import type { Bundle } from './certificates/bundle.ts';
import type { SessionOrder, SessionState } from './session-state.ts';
import { tarOf } from './tar.ts';

export type Container = NonNullable<SessionState['container']>;

/** By this label whoever looks at the host sees what a container is for. */
const SESSION_LABEL = 'roundhouse.gateway-session';
const TLS_FOLDER = '/etc/roundhouse/tls';
const EVERYWHERE = '0.0.0.0';
const LOOPBACK = '127.0.0.1';
const MEBIBYTE = 1_048_576;
const NANOS = 1e9;
/** Whoever runs in the container is the gateway, under a user that only the image knows. */
const READABLE = 0o444;

/** Where the gateway finds its side. Paths, and no key: an environment can be read from outside. */
const TLS_PATHS = {
  GATEWAY_TLS_CERT: `${TLS_FOLDER}/server.crt`,
  GATEWAY_TLS_KEY: `${TLS_FOLDER}/server.key`,
  GATEWAY_TLS_CLIENT_CA: `${TLS_FOLDER}/ca.crt`,
} as const;

/** @param env With its references resolved. */
export function containerSpec(
  sessionId: string,
  order: SessionOrder,
  env: Readonly<Record<string, string>>,
): ContainerSpec {
  const hostAddress = order.reachable_from === 'network' ? EVERYWHERE : LOOPBACK;
  return {
    image: imageOf(order),
    env: { ...env, ...TLS_PATHS, GATEWAY_PORT: String(order.port) },
    command: order.command,
    labels: { [SESSION_LABEL]: sessionId },
    ports: [{ containerPort: order.port, protocol: 'tcp', hostAddress }],
    volumes: [],
    nanoCpus: Math.round(order.cpus * NANOS),
    memoryBytes: order.memory_mb * MEBIBYTE,
    restartPolicy: 'no',
    // The certificates are put in before it starts, which a read-only file system would refuse.
    isRootReadOnly: false,
    capabilities: [],
  };
}

export function imageOf({ image, image_digest: digest }: SessionOrder): string {
  return digest === undefined || digest === null ? image : `${image.replace(/@sha256:.*$/, '')}@${digest}`;
}

/** The server's side, to be unpacked at the root of the container before it starts. */
export function tlsArchive({ issuer, server }: Bundle): Uint8Array {
  return tarOf([
    { path: TLS_PATHS.GATEWAY_TLS_CLIENT_CA, text: issuer, mode: READABLE },
    { path: TLS_PATHS.GATEWAY_TLS_CERT, text: server.certificate, mode: READABLE },
    { path: TLS_PATHS.GATEWAY_TLS_KEY, text: server.key, mode: READABLE },
  ]);
}

/** @throws EngineError `state_conflict` when it does not run, or listens nowhere. */
export async function runningContainer(engine: Engine, containerId: string): Promise<Container> {
  const { id, state, ports } = await engine.inspectContainer(containerId);
  const port = ports.find(({ hostPort }) => hostPort !== undefined)?.hostPort;
  if (state !== 'running' || port === undefined) throw new EngineError('state_conflict', `the container is ${state}`);
  return { id, port };
}

/** Names and addresses that the server's certificate is for. */
export function serverNames({ server_names: names }: SessionOrder): string[] {
  return [...new Set([...names, 'localhost', LOOPBACK, '::1'])];
}

export function endpointOf(order: SessionOrder, { port }: Container): string {
  const [name = 'localhost'] = serverNames(order);
  return `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
