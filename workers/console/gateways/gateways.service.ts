/** External gateways of a person: registered, checked, forgotten. */
import type {
  GatewayHealthReply,
  GatewaysReply,
  GatewayView,
  RegisterGatewayRequest,
} from '../../../shared/gateways.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type GuardedFetch, refusal } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { Subject } from '../../kernel/principal.ts';
import { askObject } from '../ask-object.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { GatewayChecks } from './gateway-checks.do.ts';
import type { Gateway, GatewayStore } from './gateway-store.ts';
import { type Check, healthOf } from './health.ts';

interface GatewaysParts {
  readonly store: GatewayStore;
  readonly credentials: Credentials;
  readonly checks: DurableObjectNamespace<GatewayChecks>;
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
}

export class Gateways {
  readonly #parts: GatewaysParts;

  constructor(parts: GatewaysParts) {
    this.#parts = parts;
  }

  async list(owner: Subject): Promise<GatewaysReply> {
    const gateways = await this.#parts.store.list(owner);
    return { gateways: await Promise.all(gateways.map((gateway) => this.#view(gateway, this.#window(gateway.id)))) };
  }

  /** @throws AppError `url_refused`, `conflict`. */
  async register(owner: Subject, { url, token, name, type }: RegisterGatewayRequest): Promise<GatewayView> {
    const { store, credentials, guardedFetch, clock } = this.#parts;
    const verdict = await guardedFetch.judge(url);
    if (!verdict.ok) throw refusal(verdict.reason);
    const { href, hostname } = baseOf(url);
    const id = crypto.randomUUID();
    const gateway = { id, name: name ?? hostname, type, url: href, created_at_ms: clock.nowMs() };
    const credential = token === undefined ? [] : [await credentials.put('gateway', id, token)];
    if (!(await store.add(owner, gateway, credential))) {
      throw new AppError('conflict', { message: 'This gateway is registered already, or there are too many.' });
    }
    return await this.#view({ ...gateway, has_token: credential.length }, this.#check(id));
  }

  /** @throws AppError `not_found`. */
  async health(owner: Subject, id: string): Promise<GatewayHealthReply> {
    await this.#require(owner, id);
    return healthReply(id, await this.#window(id));
  }

  /** @throws AppError `not_found`. */
  async check(owner: Subject, id: string): Promise<GatewayHealthReply> {
    await this.#require(owner, id);
    return healthReply(id, await this.#check(id));
  }

  /** @throws AppError `not_found`. */
  async remove(owner: Subject, id: string): Promise<void> {
    if (!(await this.#parts.store.remove(owner, id))) throw new AppError('not_found');
    await askObject(() => this.#object(id).end());
  }

  async #require(owner: Subject, id: string): Promise<void> {
    if ((await this.#parts.store.get(owner, id)) === undefined) throw new AppError('not_found');
  }

  #window(id: string): Promise<Check[]> {
    return askObject(async () => await this.#object(id).window());
  }

  #check(id: string): Promise<Check[]> {
    return askObject(async () => await this.#object(id).check(id));
  }

  #object(id: string): DurableObjectStub<GatewayChecks> {
    return this.#parts.checks.getByName(id);
  }

  async #view({ id, name, type, url, has_token, created_at_ms }: Gateway, window: Promise<Check[]>) {
    const health = healthOf(await window);
    return {
      gateway_id: id,
      name,
      type,
      url,
      has_token: has_token === 1,
      created_at: new Date(created_at_ms).toISOString(),
      status: health.status,
      external_mode_enabled: health.status === 'healthy',
      health,
    };
  }
}

/** The address in one form, so that one gateway is not registered twice. A query might carry a secret: it goes. */
function baseOf(text: string): URL {
  const url = new URL(text);
  url.hash = '';
  url.search = '';
  return url;
}

function healthReply(id: string, window: readonly Check[]): GatewayHealthReply {
  const health = healthOf(window);
  return { gateway_id: id, status: health.status, health };
}
