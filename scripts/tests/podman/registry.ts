/**
 * A small registry (OCI distribution, the reading half) with images made of busybox, which podman pulls from. It can hold
 * back layers, so that a pull is under way for as long as a test wants.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBusybox } from '../../lib/debian-programs.ts';
import { MCP_COMMAND, MCP_PATH, MCP_SCRIPT } from './mcp-cgi.ts';

const APPLETS = [
  'sh',
  'cat',
  'echo',
  'env',
  'httpd',
  'sleep',
  'true',
  'false',
  'wc',
  'yes',
  'head',
  'ls',
  'grep',
  'sed',
  'tr',
];
const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** Says that it runs, then counts seconds until it is told to end. */
const TICKS =
  'trap "exit 0" TERM; echo "ready as $SERVER_NAME"; echo "a warning" >&2; n=0; ' +
  'while true; do sleep 1 & wait $!; n=$((n+1)); echo "tick $n"; done';

/** Name of each image, below the registry's host, and its command. */
const IMAGES = {
  'mcp/ticks': ['sh', '-c', TICKS],
  /** Ends at once, in failure. */
  'mcp/fails': ['sh', '-c', 'echo "no license" >&2; exit 3'],
  /** Cannot be started. */
  'mcp/broken': ['/nowhere'],
  /** As the first one, with another layer: nobody has it, so it is always pulled. */
  'mcp/slow': ['sh', '-c', TICKS],
  /** Speaks MCP. */
  'mcp/weather': MCP_COMMAND,
} as const;

export interface ImageRegistry {
  /** Host and port, as images begin. */
  readonly host: string;
  /** Digest of the manifest of an image. */
  digestOf(name: keyof typeof IMAGES): string;
  /** How often manifests were asked for. */
  pulls(): number;
  /** Answers layers no more until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export async function startRegistry(folder: string): Promise<ImageRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const digests = new Map<string, string>();
  const keep = (bytes: Buffer) => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    blobs.set(digest, bytes);
    return { digest, size: bytes.byteLength };
  };
  const base = layerOf(path.join(folder, 'rootfs'), true);
  const extra = layerOf(path.join(folder, 'extra'), false);
  for (const [name, Cmd] of Object.entries(IMAGES)) {
    const layers = name === 'mcp/slow' ? [base, extra] : [base];
    const config = {
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd, Env: ['PATH=/bin'], Labels: { 'org.example.title': name } },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    };
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST_TYPE,
        config: {
          mediaType: 'application/vnd.docker.container.image.v1+json',
          ...keep(Buffer.from(JSON.stringify(config))),
        },
        layers: layers.map(({ packed }) => ({
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          ...keep(packed),
        })),
      }),
    );
    const { digest } = keep(manifest);
    digests.set(name, digest);
    manifests.set(`${name}/manifests/1`, manifest);
    manifests.set(`${name}/manifests/${digest}`, manifest);
  }

  let pulls = 0;
  let held: PromiseWithResolvers<void> | undefined;
  const server = createServer((request, response) => {
    const below = new URL(request.url ?? '/', 'http://registry').pathname.slice('/v2/'.length);
    const send = (bytes: Buffer | undefined, type: string) => answer(response, bytes, type, request.method === 'HEAD');
    if (below === '') return answer(response, Buffer.from('{}'), 'application/json', false);
    const digest = /^[a-z/]+\/blobs\/(sha256:[0-9a-f]{64})$/.exec(below)?.[1];
    if (digest === undefined) {
      pulls += 1;
      return send(manifests.get(below), MANIFEST_TYPE);
    }
    const reply = () => send(blobs.get(digest), 'application/octet-stream');
    if (held === undefined) reply();
    else held.promise.then(reply, () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const release = () => {
    held?.resolve();
    held = undefined;
  };
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    digestOf: (name) => digests.get(name) ?? '',
    pulls: () => pulls,
    hold: () => {
      held = Promise.withResolvers();
    },
    release,
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, bytes: Buffer | undefined, type: string, isHead: boolean): void {
  if (bytes === undefined) {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    return;
  }
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': bytes.byteLength,
    'Docker-Content-Digest': digest,
  });
  response.end(isHead ? undefined : bytes);
}

/** @param isSystem With busybox; otherwise some bytes that no other layer has. */
function layerOf(folder: string, isSystem: boolean) {
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  for (const place of ['tmp', 'data', 'etc']) mkdirSync(path.join(folder, place), { recursive: true });
  if (isSystem) {
    copyFileSync(ensureBusybox(), path.join(folder, 'bin', 'busybox'));
    for (const applet of APPLETS) symlinkSync('busybox', path.join(folder, 'bin', applet));
    const script = path.join(folder, 'www', MCP_PATH);
    mkdirSync(path.dirname(script), { recursive: true });
    writeFileSync(script, MCP_SCRIPT, { mode: 0o755 });
  } else {
    writeFileSync(path.join(folder, 'data', 'bytes'), randomBytes(64 * 1024));
  }
  const archive = path.join(folder, '..', `${path.basename(folder)}.tar`);
  spawnSync('tar', ['-C', folder, '--owner=0', '--group=0', '-cf', archive, '.'], { stdio: 'inherit' });
  const tar = readFileSync(archive);
  return { packed: gzipSync(tar), diffId: `sha256:${createHash('sha256').update(tar).digest('hex')}` };
}
