/**
 * The port behind which every provider of secrets stands. Another one is a class of this shape and a row in the grammar
 * (shared/secret-references.ts); nobody who resolves references learns of it.
 */
import type { SecretPrefix, SecretReference } from '../../../shared/secret-references.ts';
import type { FoundItem } from '../../../shared/secrets.schema.ts';
import type { ProviderState } from '../../../shared/secrets.vocabulary.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';

/** What one person may read at one provider, for the length of one piece of work. */
export interface Vault {
  /** @throws Unresolved */
  read(reference: SecretReference): Promise<string>;
  /**
   * Ids and names that fit what somebody typed.
   *
   * @throws Unresolved
   */
  search(query: string): Promise<readonly VaultItem[]>;
}

export interface VaultItem extends FoundItem {
  /** Of the provider's own kinds, in its own words. */
  readonly type?: string | undefined;
}

export interface SecretSource {
  readonly prefix: SecretPrefix;
  /** @throws Unresolved `not_registered` */
  open(owner: JobOwner, signal: AbortSignal): Promise<Vault>;
}

/** A vault that somebody has set up, and what can be done with it beyond reading. */
export interface RegisteredVault extends Vault {
  state(): Promise<ProviderState>;
  readonly lock?: VaultLock;
}

export interface VaultLock {
  /** @returns False when the password is wrong. */
  unlock(password: string): Promise<boolean>;
  lock(): Promise<void>;
  sync(): Promise<void>;
}
