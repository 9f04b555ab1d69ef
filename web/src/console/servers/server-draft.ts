/** What the form of a server holds while somebody types, and what it becomes. Pure. */
import type { CatalogueEntry, CatalogueImage } from '../../../../shared/catalogue.schema.ts';
import { parseImageReference } from '../../../../shared/image-reference.ts';
import type { ServerSettings } from '../../../../shared/servers.schema.ts';
import type { SettingsInput } from './servers-api.ts';

const MEBIBYTE = 1024 * 1024;
const NAME_CHARS_MAX = 63;

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** It looks like a secret, and somebody says that it is none. */
  readonly isNoSecret: boolean;
  /** The catalogue says that it must be given. */
  readonly isRequired?: boolean;
  /** What the catalogue says of it: the words of a stranger. */
  readonly about?: string | undefined;
}

export interface Draft {
  readonly image: string;
  readonly env: readonly Variable[];
  /** One argument on each line. */
  readonly args: string;
  readonly ports: readonly { readonly container: string; readonly host: string }[];
  readonly volumes: readonly { readonly volume: string; readonly path: string }[];
  readonly cpus: string;
  readonly memoryMebibytes: string;
  readonly restart: NonNullable<SettingsInput['restart_policy']>;
  readonly network: string;
  readonly isRootReadOnly: boolean;
}

export const BLANK: Draft = {
  image: '',
  env: [],
  args: '',
  ports: [],
  volumes: [],
  cpus: '',
  memoryMebibytes: '512',
  restart: 'unless-stopped',
  network: '',
  isRootReadOnly: false,
};

export function draftOf(settings: ServerSettings): Draft {
  const { image, env, args, ports, volumes, cpus, memory_bytes, restart_policy, network, read_only_root } = settings;
  return {
    image,
    env: Object.entries(env).map(([name, value]) =>
      typeof value === 'string' ? { name, value, isNoSecret: false } : { name, value: value.value, isNoSecret: true },
    ),
    args: args.map((value) => (typeof value === 'string' ? value : value.value)).join('\n'),
    ports: ports.map(({ container, host }) => ({
      container: String(container),
      host: host === undefined ? '' : String(host),
    })),
    volumes: volumes.map(({ volume, path }) => ({ volume, path })),
    cpus: cpus === undefined ? '' : String(cpus),
    memoryMebibytes: memory_bytes === undefined ? '' : String(Math.round(memory_bytes / MEBIBYTE)),
    restart: restart_policy,
    network: network ?? '',
    isRootReadOnly: read_only_root,
  };
}

/** A form filled in with what a catalogue says about a server. Secrets stay empty: they come out of a vault. */
export function draftOfEntry({ images }: Pick<CatalogueEntry, 'images'>): Draft {
  const way = images.find(({ transport }) => transport !== 'stdio') ?? images[0];
  if (way === undefined) return BLANK;
  return {
    ...BLANK,
    image: way.image,
    env: way.environment
      .filter(({ is_required, value, default: usual }) => is_required || (value ?? usual) !== undefined)
      .map(({ name, is_required, is_secret, value, default: usual, description }) => ({
        name,
        value: is_secret ? '' : (value ?? usual ?? ''),
        isNoSecret: false,
        isRequired: is_required,
        about: description,
      })),
    args: way.arguments.flatMap(argumentsOf).join('\n'),
    ports: way.port === undefined ? [] : [{ container: String(way.port), host: '' }],
  };
}

function argumentsOf({ flag, value, default: usual, is_required }: CatalogueImage['arguments'][number]): string[] {
  const text = value ?? usual;
  if (text === undefined && !is_required) return [];
  return [...(flag === undefined ? [] : [flag]), ...(text === undefined ? [] : [text])];
}

/** A name for the container out of the name in the catalogue. */
export function suggestedName(entry: string): string {
  const last = entry.split('/').at(-1) ?? '';
  const name = last.replaceAll(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[^a-zA-Z0-9]+/, '');
  return name.slice(0, NAME_CHARS_MAX);
}

/** The settings; empty rows are left out. The server says what is wrong with them. */
export function settingsOf(draft: Draft, before?: ServerSettings): SettingsInput {
  const { cpus, memoryMebibytes, network } = draft;
  return {
    image: draft.image.trim(),
    env: Object.fromEntries(
      draft.env
        .filter(({ name }) => name.trim() !== '')
        .map(({ name, value, isNoSecret }) => [name.trim(), isNoSecret ? { value, not_secret: true as const } : value]),
    ),
    args: draft.args.split('\n').filter((line) => line !== ''),
    ports: draft.ports
      .filter(({ container }) => container.trim() !== '')
      .map(({ container, host }) => {
        const known = before?.ports.find((port) => String(port.container) === container.trim());
        const published = host.trim() === '' ? {} : { host: Number(host) };
        return {
          ...(known && { protocol: known.protocol, address: known.address }),
          container: Number(container),
          ...published,
        };
      }),
    volumes: draft.volumes
      .filter(({ volume }) => volume.trim() !== '')
      .map(({ volume, path }) => {
        const known = before?.volumes.find((mount) => mount.volume === volume.trim());
        return { volume: volume.trim(), path: path.trim(), read_only: known?.read_only ?? false };
      }),
    ...(cpus.trim() === '' ? {} : { cpus: Number(cpus) }),
    ...(memoryMebibytes.trim() === '' ? {} : { memory_bytes: Math.round(Number(memoryMebibytes) * MEBIBYTE) }),
    restart_policy: draft.restart,
    ...(network.trim() === '' ? {} : { network: network.trim() }),
    read_only_root: draft.isRootReadOnly,
    capabilities: [...(before?.capabilities ?? [])],
  };
}

export type DraftFault = 'image' | 'twice';

/** What can be said before the server is asked. */
export function faultIn({ image, env }: Draft): DraftFault | undefined {
  if (image !== '' && parseImageReference(image.trim()) === undefined) return 'image';
  const names = env.map(({ name }) => name.trim()).filter((name) => name !== '');
  return new Set(names).size < names.length ? 'twice' : undefined;
}
