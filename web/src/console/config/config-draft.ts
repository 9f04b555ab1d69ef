/**
 * Gateway settings as somebody edits them. Texts stand in rows, with a mark for what only looks like a secret; everything else
 * (numbers, lists, what is nested) stands as JSON. Pure.
 */
import type { GatewayConfig, SettingValue } from '../../../../shared/gateway-config.schema.ts';
import { readJsonText, writeJsonText } from '../../desk/json-text.ts';

export interface SettingRow {
  readonly name: string;
  readonly value: string;
  /** Only looks like a secret. */
  readonly isMarked: boolean;
}

export interface ServerDraft {
  readonly name: string;
  readonly containerId: string;
  readonly isEnabled: boolean;
  readonly env: readonly SettingRow[];
  /** The other settings as JSON; empty for none. */
  readonly others: string;
}

export interface ConfigDraft {
  readonly version: string;
  readonly servers: readonly ServerDraft[];
  readonly global: readonly SettingRow[];
  readonly otherGlobal: string;
}

export const BLANK_ROW: SettingRow = { name: '', value: '', isMarked: false };
export const BLANK_SERVER: ServerDraft = { name: '', containerId: '', isEnabled: true, env: [], others: '' };

type Members = Readonly<Record<string, SettingValue>>;

export function draftOf({ version, servers, global_settings: global }: GatewayConfig): ConfigDraft {
  const { rows, others } = taken(global);
  return {
    version,
    servers: servers.map(({ name, container_id: containerId, enabled: isEnabled, config }) => {
      const { env, ...rest } = config as Members;
      const variables = isMembers(env) ? taken(env) : { rows: [], others: env === undefined ? {} : { env } };
      // What is in `env` and no text stays there, beside the other settings.
      const kept =
        isMembers(env) && Object.keys(variables.others).length > 0 ? { env: variables.others } : variables.others;
      return { name, containerId, isEnabled, env: variables.rows, others: jsonOf({ ...rest, ...kept }) };
    }),
    global: rows,
    otherGlobal: jsonOf(others),
  };
}

/** @returns undefined while some JSON cannot be read. */
export function configOf({ version, servers, global, otherGlobal }: ConfigDraft): GatewayConfig | undefined {
  const others = membersOf(otherGlobal);
  const drafts = servers.map((server) => ({ server, others: membersOf(server.others) }));
  if (others === undefined || drafts.some((draft) => draft.others === undefined)) return undefined;
  return {
    version,
    servers: drafts.map(({ server: { name, containerId, isEnabled, env }, others: rest = {} }) => {
      const { env: kept, ...beside } = rest;
      const variables = { ...(isMembers(kept) ? kept : {}), ...recordOf(env) };
      const hasEnv = Object.keys(variables).length > 0;
      return {
        name: name.trim(),
        container_id: containerId.trim(),
        enabled: isEnabled,
        config: {
          ...(hasEnv ? { env: variables } : kept === undefined ? {} : { env: kept }),
          ...beside,
        } as GatewayConfig['global_settings'],
      };
    }),
    global_settings: { ...others, ...recordOf(global) } as GatewayConfig['global_settings'],
  };
}

export function isJsonObject(text: string): boolean {
  return membersOf(text) !== undefined;
}

/** RFC 6901: where a setting stands in the request. */
export function settingPointer(base: string, name: string): string {
  return `${base}/${name.trim().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function taken(members: Members): { rows: SettingRow[]; others: Record<string, SettingValue> } {
  const rows: SettingRow[] = [];
  const others: Record<string, SettingValue> = {};
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === 'string') rows.push({ name, value, isMarked: false });
    else if (isMarkedValue(value)) rows.push({ name, value: value.value, isMarked: true });
    else others[name] = value;
  }
  return { rows, others };
}

function recordOf(rows: readonly SettingRow[]): Record<string, SettingValue> {
  const named = rows.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(
    named.map(({ name, value, isMarked }) => [name.trim(), isMarked ? { value, not_secret: true as const } : value]),
  );
}

function jsonOf(members: object): string {
  return Object.keys(members).length === 0 ? '' : writeJsonText(members);
}

function membersOf(text: string): Members | undefined {
  const read = readJsonText(text, {});
  return read.ok && isMembers(read.value as SettingValue) ? (read.value as Members) : undefined;
}

function isMembers(value: SettingValue | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMarkedValue(value);
}

function isMarkedValue(value: SettingValue): value is { readonly value: string; readonly not_secret: true } {
  return typeof value === 'object' && value !== null && 'not_secret' in value && 'value' in value;
}
