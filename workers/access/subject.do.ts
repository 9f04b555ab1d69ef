/**
 * One subject: the counter of its changes, called its epoch, and since when what was issued to it counts. Every cached decision
 * about a subject carries the epoch, so one step makes all of them stale without listing keys.
 */
import { DurableObject } from 'cloudflare:workers';
import { ChangeCounter, type Stamp } from './freshness/change-counter.ts';

const VALID_AFTER = 'valid-after-ms';

export class AccessSubject extends DurableObject {
  readonly #changes: ChangeCounter;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#changes = new ChangeCounter(state.storage.sql);
  }

  stamp(): Stamp {
    return this.#withInstant(this.#changes.read(Date.now()));
  }

  beginChange(id: string): Stamp {
    return this.#withInstant(this.#changes.begin(id, Date.now()));
  }

  endChange(id: string): Stamp {
    return this.#withInstant(this.#changes.end(id, Date.now()));
  }

  /** Takes back everything that was issued to the subject before now. */
  takeBack(): Stamp {
    const now = Date.now();
    this.ctx.storage.kv.put(VALID_AFTER, now);
    return this.#withInstant(this.#changes.step(now));
  }

  ping(): 'ok' {
    return 'ok';
  }

  #withInstant(stamp: Stamp): Stamp {
    const validAfterMs = this.ctx.storage.kv.get<number>(VALID_AFTER);
    return validAfterMs === undefined ? stamp : { ...stamp, validAfterMs };
  }
}
