/**
 * A real Docker Engine API on a loopback port: podman with storage, settings and registry of its own in a temporary folder,
 * gone without a trace when it is closed. Needs root on Linux, as a Docker Engine does.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePodman } from '../../lib/debian-programs.ts';
import { freePort } from '../../lib/local-server.ts';
import { confinedEnv } from '../../lib/project.ts';
import { type ImageRegistry, startRegistry } from './registry.ts';

const READY_TIMEOUT_MS = 20_000;
const READY_POLL_MS = 50;

export interface Podman {
  /** Of the API, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly registry: ImageRegistry;
  /** Asks podman itself, past the API: what the tests compare with. */
  cli(...args: string[]): string;
  /** Takes the API away and brings it back; containers run on. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startPodman(): Promise<Podman> {
  const podman = ensurePodman();
  // Short: sockets below it must fit 107 characters.
  const folder = mkdtempSync(path.join(tmpdir(), 'rh-pod-'));
  const registry = await startRegistry(folder);
  const env = { ...confinedEnv(), ...writeSettings(folder, registry.host) };
  const places = ['--root', `${folder}/root`, '--runroot', `${folder}/run`, '--tmpdir', `${folder}/tmp`];
  const global = [...places, '--storage-driver', 'vfs', '--network-config-dir', `${folder}/net`];
  const cli = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(podman, [...global, ...args], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`podman ${args[0]}: ${stderr}`);
    return stdout;
  };
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let service = await serve(podman, [...global, 'system', 'service', '--time=0', `tcp:127.0.0.1:${port}`], env, origin);
  const goDown = async () => {
    if (service.exitCode !== null || service.signalCode !== null) return;
    const gone = once(service, 'exit');
    service.kill('SIGKILL');
    await gone;
  };
  return {
    origin,
    registry,
    cli,
    goDown,
    comeBack: async () => {
      service = await serve(podman, [...global, 'system', 'service', '--time=0', `tcp:127.0.0.1:${port}`], env, origin);
    },
    close: async () => {
      registry.release();
      await goDown();
      cli('rm', '--force', '--all', '--time', '0', '--volumes');
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Lower limits than podman's own, since a container on a build machine may not raise them; and our registry, unencrypted. */
function writeSettings(folder: string, registryHost: string): Record<string, string> {
  mkdirSync(`${folder}/net`, { recursive: true });
  const settings = path.join(folder, 'containers.conf');
  writeFileSync(
    settings,
    `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
events_logger = "file"
cgroup_manager = "cgroupfs"
`,
  );
  const registries = path.join(folder, 'registries.conf');
  writeFileSync(registries, `[[registry]]\nlocation = "${registryHost}"\ninsecure = true\n`);
  return { CONTAINERS_CONF: settings, CONTAINERS_REGISTRIES_CONF: registries };
}

async function serve(podman: string, args: readonly string[], env: NodeJS.ProcessEnv, origin: string) {
  const service = spawn(podman, args, { env, stdio: 'ignore' });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const isUp = await fetch(`${origin}/_ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return service;
    if (service.exitCode !== null || Date.now() > deadline) throw new Error('podman does not serve its API');
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
}
