/** The played sources of the catalogue, as tests in workerd set and ask them. They run in Node: scripts/tests/catalogue. */
import type { GithubWorld, RegistryVersion, RegistryWorld } from '../../scripts/tests/catalogue/worlds.ts';

export interface PlayedRegistry {
  readonly base: string;
  /** Sets what is given and tells how it was before. */
  set(world: Partial<RegistryWorld>): Promise<RegistryWorld>;
}

export interface PlayedGithub {
  readonly base: string;
  set(world: Partial<GithubWorld>): Promise<GithubWorld>;
}

/** @param host Under `.catalogue.test`; each has a world of its own. */
export function playedRegistry(host: string): PlayedRegistry {
  return { base: `http://${host}`, set: (world) => control(host, 'registry', world) };
}

export function playedGithub(host: string): PlayedGithub {
  const base = `http://${host}/repos/docker/mcp-registry/contents/servers`;
  return { base, set: (world) => control(host, 'github', world) };
}

async function control<World>(host: string, part: string, world: object): Promise<World> {
  const answer = await fetch(`http://${host}/_control/${part}`, { method: 'POST', body: JSON.stringify(world) });
  return await answer.json<World>();
}

/** A server of the registry with an image and a remote address. */
export function registryVersion(
  name: string,
  more: Partial<RegistryVersion> & { version?: string } = {},
): RegistryVersion {
  const { version = '1.0.0', ...rest } = more;
  return {
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...rest,
    server: {
      name,
      version,
      description: `What ${name} does`,
      packages: [
        {
          registryType: 'oci',
          identifier: `ghcr.io/vendor/${name.split('/')[1]?.toLowerCase()}`,
          version,
          transport: { type: 'streamable-http', url: 'http://localhost:8080/mcp' },
          environmentVariables: [
            { name: 'API_KEY', description: 'Your key', isRequired: true, isSecret: true },
            { name: 'REGION', default: 'eu', choices: ['eu', 'us'] },
          ],
        },
      ],
      remotes: [{ type: 'streamable-http', url: 'https://mcp.vendor.com/mcp' }],
      ...rest.server,
    },
  };
}
