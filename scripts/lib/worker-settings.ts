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
  queues: z.object({
    producers: z.array(z.object({ binding: z.string(), queue: z.string() })),
    consumers: z.array(
      z.object({
        queue: z.string(),
        max_batch_size: z.number().optional(),
        max_batch_timeout: z.number().optional(),
        max_retries: z.number().optional(),
        retry_delay: z.number().optional(),
        dead_letter_queue: z.string().optional(),
      }),
    ),
  }),
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
  /** Name of the binding to name of the queue. */
  readonly queueProducers: NameMap;
  /** By name of the queue. */
  readonly queueConsumers: Readonly<Record<string, QueueConsumer>>;
}

interface QueueConsumer {
  readonly maxBatchSize?: number;
  /** Seconds. */
  readonly maxBatchTimeout?: number;
  readonly maxRetries?: number;
  /** Seconds. */
  readonly retryDelay?: number;
  readonly deadLetterQueue?: string;
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
    queueProducers: Object.fromEntries(config.queues.producers.map(({ binding, queue }) => [binding, queue])),
    queueConsumers: Object.fromEntries(
      config.queues.consumers.map((consumer) => [consumer.queue, consumerOf(consumer)]),
    ),
  };
}

function consumerOf(consumer: z.infer<typeof configSchema>['queues']['consumers'][number]): QueueConsumer {
  const { max_batch_size, max_batch_timeout, max_retries, retry_delay, dead_letter_queue } = consumer;
  return {
    ...(max_batch_size === undefined ? {} : { maxBatchSize: max_batch_size }),
    ...(max_batch_timeout === undefined ? {} : { maxBatchTimeout: max_batch_timeout }),
    ...(max_retries === undefined ? {} : { maxRetries: max_retries }),
    ...(retry_delay === undefined ? {} : { retryDelay: retry_delay }),
    ...(dead_letter_queue === undefined ? {} : { deadLetterQueue: dead_letter_queue }),
  };
}
