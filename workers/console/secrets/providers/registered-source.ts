/** Providers that people set up for themselves. */
import type { RegisterRequest } from '../../../../shared/secrets.schema.ts';
import type { RegisteredPrefix } from '../../../../shared/secrets.vocabulary.ts';
import type { GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import type { JobOwner } from '../../../kernel/jobs/job-type.ts';
import { BwServe } from '../bitwarden/bw-serve.ts';
import { SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { RegisteredVault, SecretSource } from '../source.ts';
import { Unresolved } from '../unresolved.ts';
import type { Registrations } from './registrations.ts';

interface Parts {
  readonly registrations: Registrations;
  readonly guarded: Pick<GuardedFetch, 'fetch'>;
}

export class RegisteredSource implements SecretSource {
  readonly prefix: RegisteredPrefix;
  readonly #parts: Parts;

  constructor(prefix: RegisteredPrefix, parts: Parts) {
    this.prefix = prefix;
    this.#parts = parts;
  }

  async open({ subject }: JobOwner, signal: AbortSignal): Promise<RegisteredVault> {
    const found = await this.#parts.registrations.find(subject, this.prefix);
    if (found === undefined) throw new Unresolved('not_registered');
    return vaultOf(found.access, this.#parts.guarded, signal);
  }
}

function vaultOf(access: RegisterRequest, guarded: Pick<GuardedFetch, 'fetch'>, signal: AbortSignal): RegisteredVault {
  switch (access.provider) {
    case 'bw':
      return new BwServe(access, guarded, signal);
    case 'bws':
      return new SecretsManager(access, guarded, signal);
  }
}
