/**
 * Puts secrets into what a session asks for, at the moment it is used. A value that looks like a secret and is written out
 * is refused before anything is kept: it would lie in the session's state.
 */
import { findReferences, type SecretReference } from '../../../shared/secret-references.ts';
import { plainText, type SettingText } from '../../../shared/servers.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';

type EnvValues = Readonly<Record<string, SettingText>>;

/** Where secrets come from, as the folder of secrets has it. */
export interface SecretSource {
  /** @throws AppError `secret_unresolved` that names the reference. */
  resolve(
    references: readonly SecretReference[],
    context: { readonly owner: JobOwner; readonly signal: AbortSignal },
  ): Promise<{ fill(text: string): string }>;
}

export class SecretFiller {
  readonly #resolver: SecretSource;

  constructor(resolver: SecretSource) {
    this.#resolver = resolver;
  }

  /** @throws AppError `secret_unresolved` that names the reference. */
  async fillEnv(env: EnvValues, owner: JobOwner, signal: AbortSignal): Promise<Record<string, string>> {
    const names = Object.keys(env);
    const filled = await this.fillTexts(Object.values(env).map(plainText), owner, signal);
    return Object.fromEntries(names.map((name, nth) => [name, filled[nth] ?? '']));
  }

  async fillTexts(texts: readonly string[], owner: JobOwner, signal: AbortSignal): Promise<string[]> {
    const references = texts.flatMap((text) => referencesIn(text));
    const resolved = await this.#resolver.resolve(references, { owner, signal });
    return texts.map((text) => resolved.fill(text));
  }

  /** Makes known what the container was given, so that a command cannot print it. What cannot be had is not known. */
  async watch(env: EnvValues, owner: JobOwner, signal: AbortSignal): Promise<void> {
    const references = Object.values(env).flatMap((setting) => referencesIn(plainText(setting)));
    await this.#resolver.resolve(references, { owner, signal }).catch(() => undefined);
  }
}

/** @throws AppError `bad_request` where two braces open no reference. */
export function referencesIn(text: string): readonly SecretReference[] {
  const found = findReferences(text);
  if (found.ok) return found.value;
  throw new AppError('bad_request', {
    message: 'The request is not valid: a reference to a secret is not written as it must be.',
    details: { reason: found.fault },
  });
}
