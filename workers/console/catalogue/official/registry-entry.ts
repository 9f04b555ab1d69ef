/** One server of the MCP registry as an entry of our catalogue. Pure. */
import type {
  CatalogueArgument,
  CatalogueEntry,
  CatalogueImage,
  CatalogueInput,
  CatalogueRemote,
} from '../../../../shared/catalogue.schema.ts';
import { plainLine, plainText } from '../../untrusted-text.ts';
import { httpsUrl, imageName, inputName, line, present } from '../mapped.ts';
import {
  type RegistryArgument,
  type RegistryInput,
  type RegistryKeyValue,
  type RegistryPackage,
  type RegistryServer,
  type RegistryTransport,
  registryPackage,
  registryRemote,
} from './registry-messages.ts';

/** Flags of `docker run` that mount something. */
const MOUNT_FLAGS: readonly string[] = ['-v', '--volume'];

export function registryEntry({ server, _meta: official }: RegistryServer): CatalogueEntry {
  const packages = each(server.packages, registryPackage);
  const remotes = each(server.remotes, registryRemote).slice(0, 20).flatMap(remoteOf);
  const images = packages
    .filter(({ registryType }) => registryType === 'oci')
    .slice(0, 20)
    .flatMap(imageOf);
  return {
    source: 'official',
    name: server.name,
    title: line(server.title, 200) ?? server.name,
    description: plainText(server.description, 2000),
    category: null,
    version: plainLine(server.version, 255),
    status: official?.status ?? 'active',
    updated_at: official?.updatedAt ?? official?.publishedAt ?? null,
    image: images[0]?.image ?? null,
    has_remote: remotes.length > 0,
    ...present({
      status_message: line(official?.statusMessage, 500),
      website: httpsUrl(server.websiteUrl),
      repository: httpsUrl(server.repository?.url),
    }),
    tags: [],
    images,
    remotes,
    packages: packages
      .filter(({ registryType }) => registryType !== 'oci')
      .slice(0, 30)
      .map(({ registryType, identifier, version }) => ({
        registry: plainLine(registryType, 50),
        identifier: plainLine(identifier, 512),
        ...present({ version: line(version, 255) }),
      })),
  };
}

/** What fits of a list; the rest is left out, as an entry with one odd package is still of use. */
function each<Value>(
  items: readonly unknown[] | undefined,
  schema: { safeParse(item: unknown): { readonly success: boolean; readonly data?: Value | undefined } },
): Value[] {
  return (items ?? []).flatMap((item) => {
    const { success, data } = schema.safeParse(item);
    return success && data !== undefined ? [data] : [];
  });
}

function imageOf(told: RegistryPackage): CatalogueImage[] {
  const base = told.registryBaseUrl;
  const host = base !== undefined && URL.canParse(base) ? new URL(base).host : 'docker.io';
  const image = imageName(told.identifier, host, told.version ?? 'latest');
  if (image === undefined) return [];
  return [
    {
      image,
      transport: told.transport?.type ?? 'stdio',
      ...placeOf(told.transport?.url),
      environment: (told.environmentVariables ?? []).slice(0, 100).flatMap(keyValueOf),
      arguments: (told.packageArguments ?? []).slice(0, 100).map(argumentOf),
      volumes: (told.runtimeArguments ?? [])
        .filter(({ name }) => name !== undefined && MOUNT_FLAGS.includes(name))
        .slice(0, 20)
        .flatMap(({ value }) => line(value, 500) ?? []),
    },
  ];
}

/** Port and path inside the container, out of an address such as `http://localhost:8080/mcp`. */
function placeOf(address: string | undefined): Pick<CatalogueImage, 'port' | 'path'> {
  if (address === undefined || !URL.canParse(address)) return {};
  const { port, pathname, protocol } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return {};
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
  return { ...(number > 0 && { port: number }), ...(pathname.length <= 500 && { path: pathname }) };
}

function remoteOf(told: RegistryTransport & { readonly url: string }): CatalogueRemote[] {
  const url = plainLine(told.url, 2048);
  if (!url.startsWith('https://') && !url.startsWith('{')) return [];
  const variables = Object.entries(told.variables ?? {}).slice(0, 50);
  return [
    {
      transport: told.type,
      url,
      headers: (told.headers ?? []).slice(0, 50).flatMap(keyValueOf),
      inputs: variables.flatMap(([name, variable]) => keyValueOf({ ...variable, name })),
    },
  ];
}

function keyValueOf(told: RegistryKeyValue): CatalogueInput[] {
  const name = inputName(told.name);
  return name === undefined ? [] : [{ name, ...inputOf(told, told.variables) }];
}

function argumentOf(told: RegistryArgument): CatalogueArgument {
  const flag = told.type === 'named' ? line(told.name, 200) : undefined;
  return {
    name: line(told.valueHint ?? told.name, 200) ?? 'argument',
    ...present({ flag }),
    ...inputOf(told, told.variables),
  };
}

/** A value with variables in it is one that whoever installs writes as a whole, with the template to go by. */
function inputOf(
  told: RegistryInput,
  variables: Readonly<Record<string, RegistryInput>> = {},
): Omit<CatalogueInput, 'name'> {
  const parts = Object.values(variables);
  const isTemplate = parts.length > 0;
  return {
    is_required: told.isRequired === true || parts.some(({ isRequired }) => isRequired === true),
    is_secret: told.isSecret === true || parts.some(({ isSecret }) => isSecret === true),
    format: told.format ?? 'string',
    ...present({
      description: line(told.description ?? parts[0]?.description, 1000),
      value: isTemplate ? undefined : line(told.value, 2000),
      default: line(told.default, 2000),
      placeholder: line(isTemplate ? told.value : told.placeholder, 500),
      choices: told.choices?.slice(0, 100).flatMap((choice) => line(choice, 500) ?? []),
    }),
  };
}
