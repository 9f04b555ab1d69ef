/**
 * The door to the accounts and their registry. An account is listed before it has a token and forgotten after it has none,
 * so that no token is ever without an entry; one that is listed and not connected tells nothing.
 */
import { AppError } from '../../kernel/errors.ts';
import type { Census, SealedRecord } from '../../kernel/keys/sealed-table.ts';
import { mayTryAgain } from '../../kernel/stub-errors.ts';
import type { FetchRequestOutcome, ZaimAccount } from './account.do.ts';
import type { AccountReport } from './account-state.ts';
import type { ZaimRegistry } from './registry.do.ts';

export interface AccountBindings {
  readonly ZAIM_ACCOUNTS: DurableObjectNamespace<ZaimAccount>;
  readonly ZAIM_REGISTRY: DurableObjectNamespace<ZaimRegistry>;
}

export interface SweepOutcome {
  readonly resealed: number;
  readonly unopenable: number;
  readonly complete: boolean;
}

/** Name of the one registry. */
const REGISTRY = 'all';

export class Accounts {
  readonly #bindings: AccountBindings;

  constructor(bindings: AccountBindings) {
    this.#bindings = bindings;
  }

  async hasRoomFor(label: string): Promise<boolean> {
    return await ask(() => this.#registry().hasRoomFor(label));
  }

  /** @returns False when there are too many accounts. */
  async connect(label: string, envelope: string): Promise<boolean> {
    if (!(await ask(() => this.#registry().add(label)))) return false;
    await ask(() => this.#account(label).setConnection(label, envelope));
    return true;
  }

  async disconnect(label: string): Promise<void> {
    await ask(() => this.#account(label).dropConnection());
    await ask(() => this.#registry().remove(label));
  }

  /** @returns undefined when it is not connected. */
  async report(label: string): Promise<AccountReport | undefined> {
    return await ask(async () => this.#account(label).report());
  }

  /** All that are connected, and how many did not answer. */
  async reports(): Promise<{ readonly reports: readonly AccountReport[]; readonly missing: number }> {
    const labels = await this.#labels();
    const asked = await Promise.all(labels.map((label) => this.report(label).catch(() => 'missing' as const)));
    const reports = asked.filter((report) => report !== undefined && report !== 'missing');
    return { reports, missing: asked.filter((report) => report === 'missing').length };
  }

  async requestFetch(label: string): Promise<FetchRequestOutcome> {
    return await ask(async () => this.#account(label).requestFetch());
  }

  /** Records of all accounts by key. @throws AppError `unavailable` when one does not answer: it might need a key. */
  async census(): Promise<Census> {
    const labels = await this.#labels();
    const total: Record<string, number> = {};
    for (const census of await Promise.all(labels.map((label) => ask(async () => this.#account(label).census())))) {
      for (const [kid, records] of Object.entries(census)) total[kid] = (total[kid] ?? 0) + records;
    }
    return total;
  }

  async exportSealed(): Promise<SealedRecord[]> {
    const labels = await this.#labels();
    return (await Promise.all(labels.map((label) => ask(() => this.#account(label).exportSealed())))).flat();
  }

  /** Goes through all accounts; each seals a bounded part anew. */
  async sweep(): Promise<SweepOutcome> {
    const labels = await this.#labels();
    const parts = await Promise.all(labels.map((label) => ask(() => this.#account(label).sweep())));
    const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + of(part), 0);
    return {
      resealed: sum(({ resealed }) => resealed),
      unopenable: sum(({ unopenable }) => unopenable),
      complete: parts.every(({ after }) => after === undefined),
    };
  }

  async #labels(): Promise<string[]> {
    return await ask(async () => this.#registry().list());
  }

  #registry(): DurableObjectStub<ZaimRegistry> {
    return this.#bindings.ZAIM_REGISTRY.getByName(REGISTRY);
  }

  #account(label: string): DurableObjectStub<ZaimAccount> {
    return this.#bindings.ZAIM_ACCOUNTS.getByName(label);
  }
}

/** Once more with a new stub where the platform allows it: every call here may be made twice. */
async function ask<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!mayTryAgain(error)) throw new AppError('unavailable', { cause: error });
  }
  try {
    return await call();
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
