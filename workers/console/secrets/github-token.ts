/**
 * Which secret is the GitHub token of a person. The earlier console fetched the token and kept it encrypted; a reference
 * holds nothing that could leak, follows the vault when the token there is renewed, and ends with the session.
 */
import type { GithubTokenStatus } from '../../../shared/github-token.schema.ts';
import { formatReference, parseReference, type SecretReference } from '../../../shared/secret-references.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { ResolveContext, SecretResolver } from './resolver.ts';

const FIND = 'SELECT reference, updated_at_ms FROM console_github_tokens WHERE owner_type = ?1 AND owner_id = ?2';
const PUT = `INSERT INTO console_github_tokens (owner_type, owner_id, reference, updated_at_ms) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (owner_type, owner_id) DO UPDATE SET reference = ?3, updated_at_ms = ?4`;
const DELETE = 'DELETE FROM console_github_tokens WHERE owner_type = ?1 AND owner_id = ?2';

interface Row {
  readonly reference: string;
  readonly updated_at_ms: number;
}

interface Parts {
  readonly db: D1Database;
  readonly resolver: SecretResolver;
  readonly clock: Clock;
}

export class GithubToken {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async status(owner: Subject): Promise<GithubTokenStatus> {
    const row = await this.#find(owner);
    if (row === null) return { configured: false, source: null, reference: null, updated_by: null, updated_at: null };
    return {
      configured: true,
      source: sourceOf(row.reference),
      reference: row.reference,
      updated_by: owner.id,
      updated_at: new Date(row.updated_at_ms).toISOString(),
    };
  }

  /** @throws AppError `secret_unresolved` or `upstream_failed` when it leads nowhere now. */
  async save(reference: SecretReference, context: ResolveContext): Promise<GithubTokenStatus> {
    await this.#parts.resolver.resolve([reference], context);
    const { type, id } = context.owner.subject;
    const values = [type, id, formatReference(reference), this.#parts.clock.nowMs()];
    await this.#parts.db
      .prepare(PUT)
      .bind(...values)
      .run();
    return await this.status(context.owner.subject);
  }

  async remove({ type, id }: Subject): Promise<void> {
    await this.#parts.db.prepare(DELETE).bind(type, id).run();
  }

  /**
   * The token itself, for a call to GitHub.
   *
   * @returns undefined when the person has named none, or what is there is no token: it goes into a header.
   * @throws AppError as the resolver does.
   */
  async tokenFor(context: ResolveContext): Promise<string | undefined> {
    const row = await this.#find(context.owner.subject);
    if (row === null) return undefined;
    const reference = parseReference(row.reference);
    if (!reference.ok) throw new Error('what is kept as a reference is none');
    const token = (await this.#parts.resolver.resolve([reference.value], context)).valueOf(reference.value).trim();
    return /^[!-~]+$/.test(token) ? token : undefined;
  }

  async #find({ type, id }: Subject): Promise<Row | null> {
    return await this.#parts.db.prepare(FIND).bind(type, id).first<Row>();
  }
}

/** @throws AppError `bad_request`. */
export function requireReference(text: string, pointer: string): SecretReference {
  const parsed = parseReference(text.trim());
  if (parsed.ok) return parsed.value;
  throw new AppError('bad_request', {
    message: 'The request is not valid: this is no reference to a secret.',
    details: { pointer, reason: parsed.fault },
  });
}

/** As the earlier console named it. */
function sourceOf(text: string): string {
  const parsed = parseReference(text);
  if (!parsed.ok) return text;
  const { prefix, parts } = parsed.value;
  return [prefix === 'bw' ? 'bitwarden' : prefix, ...parts].join(':');
}
