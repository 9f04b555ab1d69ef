/** The gateway settings of a person: which servers belong to the gateway, and what they are told. Settings only, no secrets. */
import * as z from 'zod';
import { SECRET_REASONS } from './config-secrets.ts';

/** Bytes of a request: a hundred servers with a page of settings each fit. */
export const CONFIG_BODY_BYTES_MAX = 128 * 1024;
export const SERVERS_MAX = 100;
export const SETTINGS_MAX = 100;
export const SETTING_CHARS_MAX = 4096;
export const BACKUPS_MAX = 20;
const LIST_MAX = 200;
const DEPTH_MAX = 4;

const text = z.string().max(SETTING_CHARS_MAX);
/** For a value that only looks like a secret. */
export const markedValue = z.strictObject({ value: text, not_secret: z.literal(true) });
const scalar = z.union([text, z.number(), z.boolean(), z.null(), markedValue]);
const settingName = z.string().min(1).max(128);

function settingOf(depth: number): z.ZodType<SettingValue> {
  if (depth === 0) return scalar as z.ZodType<SettingValue>;
  const inside = settingOf(depth - 1);
  return z.union([
    scalar,
    z.array(inside).max(LIST_MAX),
    z.record(settingName, inside).refine((members) => Object.keys(members).length <= SETTINGS_MAX, {
      message: `at most ${SETTINGS_MAX} settings`,
    }),
  ]) as z.ZodType<SettingValue>;
}

export type SettingValue =
  | string
  | number
  | boolean
  | null
  | z.infer<typeof markedValue>
  | readonly SettingValue[]
  | { readonly [name: string]: SettingValue };

export const settings = z
  .record(settingName, settingOf(DEPTH_MAX - 1))
  .refine((members) => Object.keys(members).length <= SETTINGS_MAX, { message: `at most ${SETTINGS_MAX} settings` });

const name = z.string().trim().min(1).max(128);

export const gatewayServer = z.strictObject({
  name,
  /** Id or name of the container on its host. */
  container_id: name,
  enabled: z.boolean().default(true),
  /** Values may hold references to secrets, `{{ bw:item:field }}`. */
  config: settings.default({}),
});

export const gatewayConfig = z.strictObject({
  version: z.string().trim().min(1).max(32).default('1.0'),
  servers: z.array(gatewayServer).max(SERVERS_MAX).default([]),
  global_settings: settings.default({}),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;

export const validateConfigRequest = z.strictObject({ config: gatewayConfig });
export const putConfigRequest = z.strictObject({
  config: gatewayConfig,
  /** Revision that this is a change of; `If-Match` says the same. Without either, the last writer wins. */
  if_revision: z.int().min(0).optional(),
});

export const configReply = z.strictObject({
  config: gatewayConfig,
  /** Rises by one with each change; 0 while nothing was saved. */
  revision: z.int(),
  updated_at: z.iso.datetime().nullable(),
});
export type ConfigReply = z.infer<typeof configReply>;

export const CONFIG_PROBLEMS = [
  'secret',
  'bad_reference',
  'duplicate_name',
  'duplicate_container',
  'no_servers',
  'all_disabled',
] as const;
export type ConfigProblemKind = (typeof CONFIG_PROBLEMS)[number];

export const configProblem = z.strictObject({
  kind: z.enum(CONFIG_PROBLEMS),
  severity: z.enum(['error', 'warning']),
  pointer: z.string(),
  reason: z.enum(SECRET_REASONS).optional(),
});
export type ConfigProblem = z.infer<typeof configProblem>;

/** `errors` and `warnings` say the same as `problems` in English sentences, as the earlier console did. */
export const validateConfigReply = z.strictObject({
  valid: z.boolean(),
  errors: z.array(z.string()),
  warnings: z.array(z.string()),
  problems: z.array(configProblem),
});
export type ValidateConfigReply = z.infer<typeof validateConfigReply>;

export const putConfigReply = z.strictObject({ success: z.literal(true), message: z.string(), revision: z.int() });
export type PutConfigReply = z.infer<typeof putConfigReply>;

export const backupView = z.strictObject({
  id: z.string(),
  revision: z.int(),
  servers: z.int(),
  created_at: z.iso.datetime(),
});
export type BackupView = z.infer<typeof backupView>;
/** `success` is false where nothing was saved yet, so that there is nothing to keep. */
export const backupReply = z.strictObject({
  success: z.boolean(),
  message: z.string(),
  backup_path: z.string().optional(),
  backup: backupView.optional(),
});
export type BackupReply = z.infer<typeof backupReply>;
export const backupsReply = z.strictObject({ backups: z.array(backupView) });
export type BackupsReply = z.infer<typeof backupsReply>;
export const restoreRequest = z.strictObject({ if_revision: z.int().min(0).optional() });
export const removedReply = z.strictObject({ removed: z.literal(true) });
