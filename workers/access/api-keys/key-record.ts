/** An API key as it is stored: everything about it but the key. */
import * as z from 'zod';
import { REGISTRY_REGIONS } from '../../kernel/limits/registry-region.ts';
import type { Subject } from '../../kernel/principal.ts';

/** What must be known to let a call in; kept in KV as well. */
export const keyFacts = z.object({
  id: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  owner: z.object({ type: z.string(), id: z.string() }),
  scopes: z.array(z.string()),
  region: z.enum(REGISTRY_REGIONS),
  expiresAtMs: z.int(),
  revokedAtMs: z.int().nullable(),
  lastUsedAtMs: z.int().nullable(),
});
export type KeyFacts = Readonly<z.output<typeof keyFacts>>;

/** All that is stored of a key. */
export interface KeyRecord extends KeyFacts {
  readonly name: string;
  readonly createdAtMs: number;
  readonly rolledTo: string | null;
}

const keyRow = z.object({
  id: z.string(),
  digest: z.string(),
  name: z.string(),
  owner_type: z.string(),
  owner_id: z.string(),
  scopes: z.string(),
  region: z.string(),
  created_at_ms: z.int(),
  expires_at_ms: z.int(),
  revoked_at_ms: z.int().nullable(),
  rolled_to: z.string().nullable(),
  last_used_at_ms: z.int().nullable(),
});

export function recordOfRow(row: unknown): KeyRecord {
  const { name, created_at_ms, rolled_to, ...rest } = keyRow.parse(row);
  const facts = keyFacts.parse({
    id: rest.id,
    digest: rest.digest,
    owner: { type: rest.owner_type, id: rest.owner_id },
    scopes: JSON.parse(rest.scopes),
    region: rest.region,
    expiresAtMs: rest.expires_at_ms,
    revokedAtMs: rest.revoked_at_ms,
    lastUsedAtMs: rest.last_used_at_ms,
  });
  return { ...facts, name, createdAtMs: created_at_ms, rolledTo: rolled_to };
}

export function isSameSubject(one: Subject, other: Subject): boolean {
  return one.type === other.type && one.id === other.id;
}
