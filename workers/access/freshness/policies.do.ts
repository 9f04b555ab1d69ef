/** The change counter of everything that all decisions have in common: roles and policies. One object for the house. */
import { DurableObject } from 'cloudflare:workers';
import { ChangeCounter, type Stamp } from './change-counter.ts';

export class AccessPolicies extends DurableObject {
  readonly #changes: ChangeCounter;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#changes = new ChangeCounter(state.storage.sql);
  }

  stamp(): Stamp {
    return this.#changes.read(Date.now());
  }

  beginChange(id: string): Stamp {
    return this.#changes.begin(id, Date.now());
  }

  endChange(id: string): Stamp {
    return this.#changes.end(id, Date.now());
  }

  ping(): 'ok' {
    return 'ok';
  }
}
