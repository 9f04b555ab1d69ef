/** Gateway sessions as their owners see them. A private key is in one answer only: that of fetching the bundle. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import {
  COMMANDS_MAX,
  CPUS,
  END_REASONS,
  IDLE_MINUTES,
  LIFETIME_HOURS,
  MEMORY_MB,
  OUTPUT_BYTES,
  REACHABLE_FROM,
  RUN_SECONDS,
  SESSION_PHASES,
  SESSIONS_LISTED_MAX,
} from './gateway-sessions.vocabulary.ts';
import { IMAGE_CHARS_MAX, parseImageReference } from './image-reference.ts';
import { JOB_STATUSES } from './jobs.vocabulary.ts';
import { settingText } from './servers.schema.ts';

const moment = z.iso.datetime();
const sessionId = z.uuid();
const whole = ({ min, max }: { readonly min: number; readonly max: number }) => z.int().min(min).max(max);

const ENV_NAMES_MAX = 50;
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'a name of an environment variable');
/** RFC 1123 §2.1. What ends in a number is an address to whoever reads it in a URL, and no name. */
const hostName = z
  .string()
  .max(253)
  .regex(
    /^(?!(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'a host name in lower case, or an address',
  );
export const serverName = z.union([hostName, z.ipv4(), z.ipv6()]);

const runtimeFields = {
  max_run_seconds: whole(RUN_SECONDS),
  output_bytes_limit: whole(OUTPUT_BYTES),
};

export const createSessionRequest = z.strictObject({
  host_id: z.uuid().optional().describe(apiText('May be left out when there is one Docker host.')),
  server_id: z.string().trim().min(1).max(200).optional().describe(apiText('What the gateway is for; only shown.')),
  image: z
    .string()
    .max(IMAGE_CHARS_MAX)
    .refine((text) => parseImageReference(text) !== undefined, 'a reference of an image'),
  image_digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'a digest such as sha256:…')
    .nullish()
    .describe(apiText('The image must have this digest.')),
  env: z
    .record(envName, settingText)
    .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `at most ${ENV_NAMES_MAX} variables`)
    .default({})
    .describe(apiText('Environment of the container. Secrets are written as references.')),
  command: z.array(z.string().max(4096)).max(64).default([]).describe(apiText("In place of the image's own.")),
  port: z.int().min(1).max(65_535).default(8443).describe(apiText('On which the gateway listens in its container.')),
  reachable_from: z.enum(REACHABLE_FROM).default('host'),
  server_names: z
    .array(serverName)
    .max(8)
    .default([])
    .describe(
      apiText('Names and addresses by which the gateway is called, for its certificate. `localhost` is always there.'),
    ),
  cpus: z.number().min(CPUS.min).max(CPUS.max).default(CPUS.default),
  memory_mb: whole(MEMORY_MB).default(MEMORY_MB.default),
  idle_minutes: whole(IDLE_MINUTES).default(IDLE_MINUTES.default),
  lifetime_hours: whole(LIFETIME_HOURS).default(LIFETIME_HOURS.default),
  runtime: z
    .strictObject({
      max_run_seconds: runtimeFields.max_run_seconds.default(RUN_SECONDS.default),
      output_bytes_limit: runtimeFields.output_bytes_limit.default(OUTPUT_BYTES.default),
    })
    .default({ max_run_seconds: RUN_SECONDS.default, output_bytes_limit: OUTPUT_BYTES.default }),
});

const runtime = z.strictObject(runtimeFields);

export const gatewaySession = z.strictObject({
  session_id: sessionId,
  phase: z.enum(SESSION_PHASES),
  job_id: z.string().optional().describe(apiText('The job that starts it.')),
  host_id: z.string(),
  server_id: z.string().optional(),
  image: z.string(),
  container_name: z.string(),
  container_id: z.string().optional(),
  gateway_endpoint: z.string().optional(),
  metrics_endpoint: z.string().optional(),
  cpus: z.number(),
  memory_mb: z.int(),
  idle_minutes: z.int(),
  runtime,
  created_at: moment,
  idle_deadline: moment.describe(apiText('Moves with every use.')),
  expires_at: moment.describe(apiText('Never moves.')),
  certificate: z
    .strictObject({
      server_serial: z.string(),
      client_serial: z.string(),
      revoked_at: moment.optional(),
      fetched: z.int().describe(apiText('How often the bundle was fetched.')),
      last_fetched_at: moment.optional(),
    })
    .optional(),
  commands_running: z.int().min(0).max(COMMANDS_MAX),
  ended_at: moment.optional(),
  end_reason: z.enum(END_REASONS).optional(),
  cleanup: z
    .strictObject({
      failures: z.int(),
      since: moment,
      next_at: moment.optional(),
      problem: z.string().optional().describe(apiText('One word for why the container could not be removed.')),
    })
    .optional()
    .describe(apiText('While the container is still to be removed.')),
});
export const sessionsReply = z.strictObject({ sessions: z.array(gatewaySession).max(SESSIONS_LISTED_MAX) });

export const sessionConfigRequest = runtime
  .partial()
  .refine((config) => Object.keys(config).length > 0, 'nothing to change');
export const sessionConfigReply = z.strictObject({ session_id: sessionId, runtime });

export const endSessionQuery = z.strictObject({
  forget: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(apiText('Take a stranded session off the list although its container may still be there.')),
});

const argument = z.string().max(8192);
const ARGUMENTS_MAX = 128;
export const execRequest = z
  .strictObject({
    command: z
      .array(argument)
      .min(1)
      .max(ARGUMENTS_MAX)
      .optional()
      .describe(apiText('Program and arguments. No shell reads them.')),
    tool: z.string().min(1).max(4096).optional().describe(apiText('The program, as the earlier console had it.')),
    args: z.array(argument).max(ARGUMENTS_MAX).optional().describe(apiText('Its arguments.')),
    async: z.boolean().optional(),
    async_mode: z.boolean().optional().describe(apiText('The same as `async`.')),
    max_run_seconds: runtimeFields.max_run_seconds.optional(),
    output_bytes_limit: runtimeFields.output_bytes_limit.optional(),
  })
  .refine(({ command, tool }) => (command === undefined) !== (tool === undefined), 'either `command` or `tool`')
  .refine(({ command, args }) => command === undefined || args === undefined, '`args` belong to `tool`');

export const execReply = z.strictObject({
  status: z.enum(JOB_STATUSES),
  job_id: z.string().optional().describe(apiText('When it runs as a job.')),
  queued_at: moment.optional(),
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
  result_url: z.string().optional().describe(apiText('Where the outcome of the job is asked for.')),
  exit_code: z.int().nullable().describe(apiText('124 when it ran out of time.')),
  timeout: z.boolean(),
  truncated: z.boolean().describe(apiText('There was more output than is kept.')),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
  output: z.string().nullable().optional().describe(apiText('Both together, for requests with `tool`.')),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});

export const bundleReply = z.strictObject({
  session_id: sessionId,
  gateway_endpoint: z.string().optional(),
  not_after: moment,
  ca_certificate: z.string(),
  client_certificate: z.string(),
  client_key: z.string(),
});

export type CreateSessionRequest = z.infer<typeof createSessionRequest>;
export type GatewaySessionView = z.infer<typeof gatewaySession>;
export type SessionsReply = z.infer<typeof sessionsReply>;
export type ExecRequestBody = z.infer<typeof execRequest>;
export type ExecReply = z.infer<typeof execReply>;
export type BundleReply = z.infer<typeof bundleReply>;
