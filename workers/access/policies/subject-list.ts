/**
 * Subjects of which the store knows something, in pages. Each table is walked along its key from where the page before
 * ended, so a page costs its length and not the size of the table; only a search reads on until it has found enough.
 */
import * as z from 'zod';
import { AppError } from '../../kernel/errors.ts';

export interface SubjectFilter {
  readonly type?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
  /** Only those who have one of these. */
  readonly roles?: readonly string[] | undefined;
}

const row = z.object({
  type: z.string(),
  id: z.string(),
  roles: z.string().transform((text): string[] => z.array(z.string()).parse(JSON.parse(text))),
  grants: z.int(),
  has_properties: z.literal([0, 1]).transform((flag) => flag === 1),
});

export type ListedSubject = z.output<typeof row>;

const cursorForm = z.tuple([z.string(), z.string()]);

// ?1 type, ?2 search, ?3 and ?4 where the page before ended, ?5 how many, ?6 now, ?7 roles as JSON
const arm = (table: string, condition: string) => `SELECT * FROM (
  SELECT DISTINCT subject_type AS type, subject_id AS id FROM ${table}
  WHERE (subject_type, subject_id) > (?3, ?4) AND (?1 IS NULL OR subject_type = ?1)
    AND (?2 IS NULL OR instr(subject_id, ?2) > 0) AND ${condition}
  ORDER BY subject_type, subject_id LIMIT ?5)`;
const LIVE = '(expires_at_ms IS NULL OR expires_at_ms > ?6)';
const LIST = `WITH found AS (
    ${arm('access_assignments', `(?7 IS NULL OR (${LIVE} AND role IN (SELECT value FROM json_each(?7))))`)}
    UNION ${arm('access_grants', '?7 IS NULL')} UNION ${arm('access_properties', '?7 IS NULL')})
  SELECT type, id,
    (SELECT json_group_array(role) FROM access_assignments
      WHERE subject_type = type AND subject_id = found.id AND ${LIVE}) AS roles,
    (SELECT count(*) FROM access_grants WHERE subject_type = type AND subject_id = found.id AND ${LIVE}) AS grants,
    EXISTS (SELECT 1 FROM access_properties WHERE subject_type = type AND subject_id = found.id) AS has_properties
  FROM found ORDER BY type, id LIMIT ?5`;

/** @throws AppError `bad_request` for a cursor that is none; whatever D1 throws. */
export async function listSubjects(
  db: D1Database,
  { type, search, roles }: SubjectFilter,
  limit: number,
  after: string | undefined,
  nowMs: number,
): Promise<ListedSubject[]> {
  const [afterType, afterId] = after === undefined ? ['', ''] : parseCursor(after);
  const names = roles === undefined ? null : JSON.stringify(roles);
  const { results } = await db
    .prepare(LIST)
    .bind(type ?? null, search ?? null, afterType, afterId, limit, nowMs, names)
    .all();
  return z.array(row).parse(results);
}

/** Where a page ended. */
export function pageCursor({ type, id }: { readonly type: string; readonly id: string }): string {
  const bytes = new TextEncoder().encode(JSON.stringify([type, id]));
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

function parseCursor(text: string): readonly [string, string] {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    return cursorForm.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)));
  } catch (cause) {
    const message = 'This is not where a page ended.';
    throw new AppError('bad_request', { message, details: { pointer: '/after' }, cause });
  }
}
