/** What is wrong with gateway settings beyond their form. Pure: the Worker refuses with it, the page warns with it. */
import { secretsIn } from './config-secrets.ts';
import type { ConfigProblem, GatewayConfig } from './gateway-config.schema.ts';
import { parseText } from './secret-references.ts';

/** More would tell nobody anything. */
const PROBLEMS_MAX = 50;

/** In the order of severity, then of place. */
export function problemsOf(config: GatewayConfig, pointer = '/config'): ConfigProblem[] {
  const errors: ConfigProblem[] = [
    ...secretsIn(config, pointer).map((fault) => ({ kind: 'secret', severity: 'error', ...fault }) as const),
    ...badReferences(config, pointer),
    ...doubled(config, 'name', 'duplicate_name', 'error', pointer),
  ];
  const { servers } = config;
  const warnings: ConfigProblem[] = doubled(config, 'container_id', 'duplicate_container', 'warning', pointer);
  const at = { severity: 'warning', pointer: `${pointer}/servers` } as const;
  if (servers.length === 0) warnings.push({ kind: 'no_servers', ...at });
  else if (servers.every(({ enabled }) => !enabled)) warnings.push({ kind: 'all_disabled', ...at });
  return [...errors, ...warnings].slice(0, PROBLEMS_MAX);
}

function doubled(
  { servers }: GatewayConfig,
  member: 'name' | 'container_id',
  kind: ConfigProblem['kind'],
  severity: ConfigProblem['severity'],
  pointer: string,
): ConfigProblem[] {
  return servers.flatMap((server, at) =>
    servers.findIndex((other) => other[member] === server[member]) < at
      ? [{ kind, severity, pointer: `${pointer}/servers/${at}/${member}` }]
      : [],
  );
}

function badReferences(value: unknown, pointer: string): ConfigProblem[] {
  if (typeof value === 'string') {
    return parseText(value).ok ? [] : [{ kind: 'bad_reference', severity: 'error', pointer }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inside]) =>
    badReferences(inside, `${pointer}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}
