/** The gateway settings of a person: read, checked, saved without overwriting somebody else's change, copied, restored. */
import { problemsOf } from '../../../shared/gateway-config.rules.ts';
import {
  type BackupReply,
  type BackupView,
  type ConfigProblem,
  type ConfigReply,
  type GatewayConfig,
  gatewayConfig,
  type PutConfigReply,
  type ValidateConfigReply,
} from '../../../shared/gateway-config.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { BackupFacts, ConfigStore, SavedConfig } from './config-store.ts';
import { requireNoSecrets } from './require-no-secrets.ts';

interface ConfigParts {
  readonly store: ConfigStore;
  readonly clock: Clock;
}

const SENTENCES: Readonly<Record<ConfigProblem['kind'], string>> = {
  secret: 'looks like a secret: write a reference to it, such as {{ bw:item:field }}',
  bad_reference: 'has two braces that open no reference: write {{ bw:item:field }}, or \\{{ for the braces themselves',
  duplicate_name: 'is the name of another server as well',
  duplicate_container: 'is the container of another server as well',
  no_servers: 'has no servers',
  all_disabled: 'has no server that is enabled',
};

export class ConfigService {
  readonly #parts: ConfigParts;

  constructor(parts: ConfigParts) {
    this.#parts = parts;
  }

  async read(owner: Subject): Promise<ConfigReply> {
    const saved = await this.#parts.store.find(owner);
    return saved === undefined ? { config: gatewayConfig.parse({}), revision: 0, updated_at: null } : viewOf(saved);
  }

  validate(config: GatewayConfig): ValidateConfigReply {
    const problems = problemsOf(config);
    const sentencesOf = (severity: ConfigProblem['severity']) =>
      problems.filter((problem) => problem.severity === severity).map(sentenceOf);
    const errors = sentencesOf('error');
    return { valid: errors.length === 0, errors, warnings: sentencesOf('warning'), problems };
  }

  /**
   * @param ifRevision What is changed; undefined to overwrite whatever is there.
   * @throws AppError `secret_refused`, `bad_request` (with `details.pointer`), `conflict` with the reason `revision`.
   */
  async save(owner: Subject, config: GatewayConfig, ifRevision: number | undefined): Promise<PutConfigReply> {
    requireNoSecrets(config, '/config');
    const problems = problemsOf(config);
    const error = problems.find(({ severity }) => severity === 'error');
    if (error !== undefined) {
      throw new AppError('bad_request', {
        message: `The settings are not valid: ${sentenceOf(error)}.`,
        details: { pointer: error.pointer.slice(0, 128), reason: error.kind },
      });
    }
    const { store, clock } = this.#parts;
    const revision = ifRevision ?? (await store.find(owner))?.revision ?? 0;
    if (!(await store.save(owner, config, revision, clock.nowMs()))) {
      throw new AppError('conflict', {
        message: 'These settings were changed meanwhile. Load them again and repeat your change.',
        details: { reason: 'revision' },
      });
    }
    const warnings = problems.map(sentenceOf);
    const message = [
      'Configuration saved successfully',
      ...(warnings.length > 0 ? [`(Warnings: ${warnings.join('; ')})`] : []),
    ];
    return { success: true, message: message.join(' '), revision: revision + 1 };
  }

  async backUp(owner: Subject): Promise<BackupReply> {
    const { store, clock } = this.#parts;
    const made = await store.copy(owner, crypto.randomUUID(), clock.nowMs());
    if (made === undefined) return { success: false, message: 'Nothing was saved yet that could be kept.' };
    return {
      success: true,
      message: 'Backup created successfully',
      backup_path: `/api/config/gateway/backups/${made.id}`,
      backup: backupViewOf(made),
    };
  }

  async backups(owner: Subject): Promise<BackupView[]> {
    return (await this.#parts.store.copies(owner)).map(backupViewOf);
  }

  async backup(owner: Subject, id: string): Promise<ConfigReply> {
    return viewOf(await this.#requireCopy(owner, id));
  }

  /** What was let in once may be refused today: the table of secrets grows. */
  async restore(owner: Subject, id: string, ifRevision: number | undefined): Promise<PutConfigReply> {
    return await this.save(owner, (await this.#requireCopy(owner, id)).config, ifRevision);
  }

  async deleteBackup(owner: Subject, id: string): Promise<void> {
    if (!(await this.#parts.store.deleteCopy(owner, id))) throw new AppError('not_found');
  }

  async #requireCopy(owner: Subject, id: string): Promise<SavedConfig> {
    const copy = await this.#parts.store.findCopy(owner, id);
    if (copy === undefined) throw new AppError('not_found');
    return copy;
  }
}

function sentenceOf({ kind, pointer }: ConfigProblem): string {
  return `${pointer} ${SENTENCES[kind]}`;
}

function viewOf({ config, revision, savedAtMs }: SavedConfig): ConfigReply {
  return { config, revision, updated_at: new Date(savedAtMs).toISOString() };
}

function backupViewOf({ id, revision, servers, createdAtMs }: BackupFacts): BackupView {
  return { id, revision, servers, created_at: new Date(createdAtMs).toISOString() };
}
