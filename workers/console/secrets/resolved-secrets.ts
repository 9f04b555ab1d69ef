/**
 * Secrets that were resolved for one step of a job. The values can be put where they belong and nowhere else: what is
 * logged, stored or sent as JSON by mistake says nothing.
 */
import { formatReference, parseText, type SecretReference } from '../../../shared/secret-references.ts';
import { AppError } from '../../kernel/errors.ts';

export class ResolvedSecrets {
  readonly #values: ReadonlyMap<string, string>;

  /** @param values By reference as it is written. */
  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /**
   * Puts the values in the place of all references of a text, once: a value that looks like a reference stays as it is.
   *
   * @throws AppError `bad_request` for a text that does not parse. @throws Error for a reference that was not resolved.
   */
  fill(text: string): string {
    const parsed = parseText(text);
    if (!parsed.ok) {
      throw new AppError('bad_request', {
        message: `The request is not valid: a reference is not well formed at character ${parsed.at + 1}.`,
        details: { reason: parsed.fault },
      });
    }
    return parsed.value.map((part) => (typeof part === 'string' ? part : this.valueOf(part))).join('');
  }

  /** @throws Error for a reference that was not resolved: whoever asks has not said that it is needed. */
  valueOf(reference: SecretReference): string {
    const value = this.#values.get(formatReference(reference));
    if (value === undefined) throw new Error('this reference was not resolved');
    return value;
  }

  toJSON(): string {
    return '[secrets]';
  }

  toString(): string {
    return '[secrets]';
  }
}
