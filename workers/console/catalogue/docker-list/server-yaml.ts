/**
 * One `server.yaml` of Docker's list as an entry of our catalogue. Pure.
 *
 * @see github.com/docker/mcp-registry, CONTRIBUTING.md
 */
import * as z from 'zod';
import type { CatalogueEntry, CatalogueInput, CatalogueRemote } from '../../../../shared/catalogue.schema.ts';
import { plainLine, plainText } from '../../untrusted-text.ts';
import { httpsUrl, imageName, inputName, line, present } from '../mapped.ts';
import { scalarAsWritten } from './plain-scalar.ts';
import { readYaml } from './plain-yaml.ts';

const text = z.string().max(20_000);
/** `true` is read as what it is; variables are texts. */
const scalar = z.union([text, z.boolean()]).transform(String);

const parameter = z.object({
  type: text.optional(),
  description: text.optional(),
  default: scalar.optional().catch(undefined),
  example: scalar.optional().catch(undefined),
  enum: z.array(scalar).max(500).optional().catch(undefined),
});
const parameters = z.object({
  properties: z.record(z.string(), parameter.catch({})).optional(),
  required: z.array(text).max(500).optional(),
});

const serverYaml = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/)
    .max(100),
  image: text.optional(),
  type: z.enum(['server', 'remote', 'poci']),
  meta: z
    .object({ category: text.optional(), tags: z.array(scalar).max(200).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  about: z.object({ title: text.optional(), description: text.optional() }).optional(),
  source: z.object({ project: text.optional(), upstream: text.optional() }).optional().catch(undefined),
  run: z
    .object({
      command: z.array(scalar).max(200).optional().catch(undefined),
      volumes: z.array(text).max(200).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  remote: z
    .object({ transport_type: text.optional(), url: text, headers: z.record(z.string(), scalar).optional() })
    .optional()
    .catch(undefined),
  config: z
    .object({
      secrets: z
        .array(
          z.object({
            env: text,
            description: text.optional(),
            example: scalar.optional(),
            required: z.boolean().optional(),
          }),
        )
        .max(200)
        .optional(),
      env: z
        .array(
          z.object({
            name: text,
            description: text.optional(),
            example: scalar.optional(),
            value: scalar.optional(),
            default: scalar.optional(),
            required: z.boolean().optional(),
          }),
        )
        .max(200)
        .optional(),
      parameters: parameters.optional().catch(undefined),
    })
    .optional(),
});
type ServerYaml = z.infer<typeof serverYaml>;

/** `{{brave.region}}`: what whoever installs fills in. */
const TEMPLATE = /\{\{\s*([\w.-]+)[^{}]*\}\}/;

/** @returns undefined for what is no server as the list describes them. */
export function dockerEntry(yaml: string): CatalogueEntry | undefined {
  const read = readYaml(yaml, scalarAsWritten);
  const parsed = serverYaml.safeParse(read.ok ? read.value : undefined);
  if (!parsed.success) return undefined;
  const { name, type, meta, about, source, run, config } = parsed.data;
  const image = type === 'server' ? imageName(parsed.data.image ?? `mcp/${name}`, 'docker.io', 'latest') : undefined;
  const remotes = remotesOf(parsed.data);
  return {
    source: 'docker',
    name,
    title: line(about?.title, 200) ?? name,
    description: plainText(about?.description ?? '', 2000),
    category: line(meta?.category, 60)?.toLowerCase() ?? null,
    version: null,
    status: /\(archived\)/i.test(about?.title ?? '') ? 'deprecated' : 'active',
    updated_at: null,
    image: image ?? null,
    has_remote: remotes.length > 0,
    ...present({ repository: httpsUrl(source?.project ?? source?.upstream) }),
    tags: (meta?.tags ?? []).slice(0, 30).map((tag) => plainLine(tag, 60)),
    images:
      image === undefined
        ? []
        : [
            {
              image,
              // Docker's gateway speaks with all of them over standard input and output.
              transport: 'stdio' as const,
              environment: environmentOf(config),
              arguments: (run?.command ?? []).slice(0, 100).map((word) => ({
                name: 'argument',
                format: 'string' as const,
                is_secret: false,
                ...(TEMPLATE.test(word)
                  ? { is_required: true, placeholder: plainLine(word, 500) }
                  : { is_required: false, value: plainLine(word, 2000) }),
              })),
              volumes: (run?.volumes ?? []).slice(0, 20).map((volume) => plainLine(volume, 500)),
            },
          ],
    remotes,
    packages: [],
  };
}

function environmentOf(config: ServerYaml['config']): CatalogueInput[] {
  const secrets = (config?.secrets ?? []).flatMap(({ env, description, example, required }): CatalogueInput[] => {
    const name = inputName(env);
    if (name === undefined) return [];
    const more = present({ description: line(description, 1000), placeholder: line(example, 500) });
    return [{ name, is_required: required !== false, is_secret: true, format: 'string', ...more }];
  });
  const plain = (config?.env ?? []).flatMap(
    ({ name: told, description, example, value, default: preset, required }) => {
      const name = inputName(told);
      if (name === undefined) return [];
      const key = TEMPLATE.exec(value ?? '')?.[1]
        ?.split('.')
        .at(-1);
      const about = key === undefined ? undefined : config?.parameters?.properties?.[key];
      const input: CatalogueInput = {
        name,
        is_required: required ?? (key !== undefined && (config?.parameters?.required ?? []).includes(key)),
        is_secret: false,
        format: formatOf(about?.type),
        ...present({
          description: line(description ?? about?.description, 1000),
          default: line(key === undefined ? (value ?? preset) : (about?.default ?? preset), 2000),
          placeholder: line(example ?? about?.example, 500),
          choices: about?.enum?.slice(0, 100).map((choice) => plainLine(choice, 500)),
        }),
      };
      return [input];
    },
  );
  const known = new Set(secrets.map(({ name }) => name));
  return [...secrets, ...plain.filter(({ name }) => !known.has(name))].slice(0, 100);
}

function formatOf(type: string | undefined): CatalogueInput['format'] {
  if (type === 'boolean') return 'boolean';
  return type === 'number' || type === 'integer' ? 'number' : 'string';
}

function remotesOf({ remote, config }: ServerYaml): CatalogueRemote[] {
  const url = httpsUrl(remote?.url);
  if (remote === undefined || url === undefined) return [];
  const secrets = new Set((config?.secrets ?? []).map(({ env }) => env));
  const headers = Object.entries(remote.headers ?? {}).flatMap(([told, value]): CatalogueInput[] => {
    const name = inputName(told);
    const placeholder = line(value, 500);
    if (name === undefined) return [];
    const isSecret = [...secrets].some((env) => value.includes(env)) || name.toLowerCase() === 'authorization';
    return [{ name, is_required: true, is_secret: isSecret, format: 'string', ...present({ placeholder }) }];
  });
  const transport = remote.transport_type === 'sse' ? 'sse' : 'streamable-http';
  return [{ transport, url, headers: headers.slice(0, 50), inputs: [] }];
}
