/** How fresh a check wants the knowledge to be that it is decided with. */
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Subject } from '../../kernel/principal.ts';
import { type Demand, type Freshness, type KnownStamp, subjectObjectName } from '../freshness/freshness.ts';
import { demandsOf, type Revision } from '../freshness/revision-token.ts';

/** `bounded`: within the stated bound; `strict`: asked now; else at least as fresh as what a write has answered. */
export type Consistency = 'bounded' | 'strict' | { readonly atLeastAsFresh: Revision };

export interface Stamps {
  /** Of the subject. */
  readonly epoch: KnownStamp;
  /** Of roles and policies. */
  readonly revision: KnownStamp;
}

/** The stamps for the questions of one request: each counter is asked once, however many questions there are. */
export class RequestStamps {
  readonly #freshness: Freshness;
  readonly #consistency: Consistency;
  readonly #waitUntil: WaitUntil;
  readonly #asked = new Map<string, Promise<KnownStamp>>();

  constructor(freshness: Freshness, consistency: Consistency, waitUntil: WaitUntil) {
    this.#freshness = freshness;
    this.#consistency = consistency;
    this.#waitUntil = waitUntil;
  }

  /** @throws AppError `unavailable` when a counter cannot be known as freshly as demanded. */
  async of(subject: Subject): Promise<Stamps> {
    const demands = this.#demandsFor(subject);
    const [epoch, revision] = await Promise.all([
      this.#once(`subject ${subjectObjectName(subject)}`, () =>
        this.#freshness.epochOf(subject, demands.subject, this.#waitUntil),
      ),
      this.#once('policies', () => this.#freshness.policyRevision(demands.policies, this.#waitUntil)),
    ]);
    return { epoch, revision };
  }

  #demandsFor(subject: Subject): { readonly subject: Demand; readonly policies: Demand } {
    const consistency = this.#consistency;
    if (typeof consistency === 'string') return { subject: consistency, policies: consistency };
    return demandsOf(consistency.atLeastAsFresh, subject);
  }

  #once(name: string, ask: () => Promise<KnownStamp>): Promise<KnownStamp> {
    const asked = this.#asked.get(name) ?? ask();
    this.#asked.set(name, asked);
    return asked;
  }
}
