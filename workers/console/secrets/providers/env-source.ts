/**
 * Secrets of the operator: Worker secrets whose name begins with `CONSOLE_SECRET_`. Nobody may use one unless the setting
 * `CONSOLE_SECRET_GRANTS` says so; whoever may not is told what they would be told of one that does not exist.
 */
import type { SecretReference } from '../../../../shared/secret-references.ts';
import type { JobOwner } from '../../../kernel/jobs/job-type.ts';
import type { Subject } from '../../../kernel/principal.ts';
import { EVERYBODY, type SecretGrants } from '../../../kernel/settings/console.ts';
import type { SecretSource, Vault, VaultItem } from '../source.ts';
import { Unresolved } from '../unresolved.ts';

const BINDING_PREFIX = 'CONSOLE_SECRET_';

export class EnvSource implements SecretSource {
  readonly prefix = 'env';
  readonly #bindings: object;
  readonly #grants: SecretGrants;

  constructor(bindings: object, grants: SecretGrants) {
    this.#bindings = bindings;
    this.#grants = grants;
  }

  open({ subject }: JobOwner): Promise<Vault> {
    return Promise.resolve({
      read: ({ parts: [name = ''] }: SecretReference) => {
        const value = this.#mayUse(subject, name) ? this.#valueOf(name) : undefined;
        return value === undefined ? Promise.reject(new Unresolved('not_found')) : Promise.resolve(value);
      },
      search: (query) => Promise.resolve(this.#namesFor(subject, query)),
    });
  }

  #namesFor(subject: Subject, query: string): VaultItem[] {
    const wanted = query.toLowerCase();
    return [...this.#grants.keys()]
      .filter((name) => this.#mayUse(subject, name) && this.#valueOf(name) !== undefined)
      .filter((name) => name.toLowerCase().includes(wanted))
      .map((name) => ({ id: name, name, fields: [] }));
  }

  #mayUse({ type, id }: Subject, name: string): boolean {
    const granted = this.#grants.get(name) ?? [];
    return granted.includes(EVERYBODY) || granted.includes(`${type}:${id}`);
  }

  #valueOf(name: string): string | undefined {
    const value: unknown = Reflect.get(this.#bindings, `${BINDING_PREFIX}${name}`);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }
}
