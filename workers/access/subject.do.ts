/**
 * One subject: the counter of its changes, called its epoch. Every cached decision about a subject carries the epoch, so one
 * step makes all of them stale without listing keys.
 */
import { DurableObject } from 'cloudflare:workers';
import { ChangeCounter, type Stamp } from './freshness/change-counter.ts';

export class AccessSubject extends DurableObject {
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
