/**
 * What the console asks of a Docker Engine, and no more: the operator's proxy in front of it can refuse everything else.
 *
 * Every method throws an `EngineError`, whose text says what to do and holds nothing that the engine said. Values of
 * environment variables go in and never come out: no method of this interface answers them.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */

export interface EngineVersion {
  /** Of the engine, such as `27.3.1`. */
  readonly version: string;
  /** Of its API, such as `1.41`. */
  readonly apiVersion: string;
  readonly minApiVersion: string | undefined;
  readonly os: string | undefined;
  readonly architecture: string | undefined;
}

export interface EngineInfo {
  readonly name: string | undefined;
  readonly operatingSystem: string | undefined;
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly containersRunning: number | undefined;
}

/** What a pull tells while it goes on, over all layers that are known so far. */
export interface PullProgress {
  readonly doneBytes: number;
  /** 0 while nobody has said how much there is. */
  readonly totalBytes: number;
}

export interface PortBinding {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
  /** Undefined lets the engine choose. */
  readonly hostPort?: number | undefined;
  /** Address of the host that it is bound to; `127.0.0.1` unless said otherwise. */
  readonly hostAddress?: string | undefined;
}

export interface VolumeMount {
  /** Name of a volume of the engine; a path of the host is not possible. */
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
}

export type RestartPolicy = 'no' | 'always' | 'unless-stopped' | 'on-failure';

export interface ContainerSpec {
  readonly image: string;
  /** By name. Resolved values: they leave for the engine in this call and are kept nowhere. */
  readonly env: Readonly<Record<string, string>>;
  /** In place of the image's own command; empty keeps that. */
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PortBinding[];
  readonly volumes: readonly VolumeMount[];
  /** Billionths of a CPU; undefined for no limit. */
  readonly nanoCpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly processesMax?: number | undefined;
  readonly restartPolicy: RestartPolicy;
  /** Name of a network of the engine, `bridge`, `none` or `host`; undefined for the engine's default. */
  readonly network?: string | undefined;
  readonly isRootReadOnly: boolean;
  /** Capabilities given back after all were dropped, such as `NET_BIND_SERVICE`. */
  readonly capabilities: readonly string[];
}

export type ContainerState =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'
  | 'unknown';

export interface PublishedPort {
  readonly containerPort: number;
  readonly protocol: string;
  readonly hostPort: number | undefined;
  readonly hostAddress: string | undefined;
}

export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** Of the main process, once it has ended. */
  readonly exitCode: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly createdAtMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
}

export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  /** As asked for when it was made. */
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  /** Of the main process, once it has ended. */
  readonly exitCode: number | undefined;
  readonly isOutOfMemory: boolean;
  readonly startedAt: string | undefined;
  readonly restarts: number;
  readonly hasTerminal: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** Address in each network that it is in. */
  readonly networks: Readonly<Record<string, string>>;
}

/** A piece of output as it came: not cut at lines. */
export interface OutputPart {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

export interface LogOptions {
  readonly follow: boolean;
  /** Lines from the end to begin with. */
  readonly tail: number;
  /** Only what was written at or after this second since the Unix epoch. */
  readonly sinceSeconds?: number | undefined;
  /** Whether each line begins with its instant (RFC 3339) and a blank. */
  readonly timestamps?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExecRequest {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly workingFolder?: string | undefined;
  /** After this time it answers exit code 124; the engine has no way to end what runs. */
  readonly timeoutMs: number;
  /** Over both streams; what comes after is read no more. */
  readonly outputBytesMax: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly isTruncated: boolean;
  readonly isTimedOut: boolean;
}

export interface Engine {
  /** Whether it answers at all. */
  ping(): Promise<void>;
  version(): Promise<EngineVersion>;
  info(): Promise<EngineInfo>;
  hasImage(image: string): Promise<boolean>;
  /** Ends when the image is there; throws `image_not_found` when the registry has none. */
  pullImage(image: string, told: (progress: PullProgress) => Promise<void>, signal?: AbortSignal): Promise<void>;
  /** @returns Id of the container, which is not started. Throws `name_taken`. */
  createContainer(name: string, spec: ContainerSpec): Promise<string>;
  /** Starting what runs, and stopping what stands still, does nothing. */
  startContainer(id: string): Promise<void>;
  stopContainer(id: string, graceSeconds?: number): Promise<void>;
  restartContainer(id: string, graceSeconds?: number): Promise<void>;
  /** Throws `name_taken`. */
  renameContainer(id: string, name: string): Promise<void>;
  /** Stops and removes it with its nameless volumes. One that is not there is removed already. */
  removeContainer(id: string): Promise<void>;
  inspectContainer(id: string): Promise<ContainerFacts>;
  /** Those that have every one of these labels, whether they run or not. */
  listContainers(labels: Readonly<Record<string, string>>): Promise<readonly ContainerSummary[]>;
  followLogs(id: string, options: LogOptions): Promise<ReadableStream<OutputPart>>;
  exec(id: string, request: ExecRequest): Promise<ExecResult>;
  /** Unpacks an uncompressed tar archive in a folder of the container, which need not run. */
  putArchive(id: string, folder: string, tar: Uint8Array): Promise<void>;
}
