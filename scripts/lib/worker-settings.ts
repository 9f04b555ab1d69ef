/**
 * What wrangler.toml says about the Worker, in the terms of Miniflare, so that names stand in one place only.
 * Wrangler calls its reader unstable: the schema says what we rely on and fails where it no longer holds.
 */
import { unstable_readConfig as readConfig } from 'wrangler';
import * as z from 'zod';
import { inProject } from './project.ts';

const configSchema = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  vars: z.record(z.string(), z.string()),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  kv_namespaces: z.array(z.object({ binding: z.string(), id: z.string() })),
  d1_databases: z.array(z.object({ binding: z.string(), database_id: z.string() })),
});

type NameMap = Readonly<Record<string, string>>;

export interface WorkerSettings {
  readonly compatibilityDate: string;
  readonly compatibilityFlags: string[];
  /** Settings that are not secret. */
  readonly vars: NameMap;
  /** Name of the binding to name of the class. */
  readonly durableObjects: NameMap;
  /** Name of the binding to id, here and below. */
  readonly kvNamespaces: NameMap;
  readonly d1Databases: NameMap;
}

/** Reads wrangler.toml, top level. Secrets are not part of it and `.dev.vars` is left alone. */
export function readWorkerSettings(): WorkerSettings {
  const config = configSchema.parse(readConfig({ config: inProject('wrangler.toml') }));
  return {
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    vars: config.vars,
    durableObjects: Object.fromEntries(
      config.durable_objects.bindings.map(({ name, class_name }) => [name, class_name]),
    ),
    kvNamespaces: Object.fromEntries(config.kv_namespaces.map(({ binding, id }) => [binding, id])),
    d1Databases: Object.fromEntries(config.d1_databases.map(({ binding, database_id }) => [binding, database_id])),
  };
}
