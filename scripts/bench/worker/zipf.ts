/**
 * One isolate that answers a Zipf load with the real decision service over the real stores. Its clock is moved by the load
 * itself, a fixed time for each question, so that minutes of a busy service pass in less.
 *
 * A POST asks some questions and answers what they cost.
 */
import { DecisionService } from '../../../workers/access/decisions/decisions.service.ts';
import { Freshness } from '../../../workers/access/freshness/freshness.ts';
import { PolicyStore } from '../../../workers/access/policies/policy-store.ts';
import type { WaitUntil } from '../../../workers/kernel/coalescer.ts';
import { createLog } from '../../../workers/kernel/log.ts';
import { type Metrics, noMetrics } from '../../../workers/kernel/metrics/metrics.ts';
import type { ZipfCosts, ZipfOrder } from '../zipf-costs.ts';
import { zipfQuestions } from '../zipf-load.ts';

export * from './objects.ts';

const SEED = 20_261_120;
/** Objects that the subjects share here: nobody is changed, and this runtime would make a database file for each of them. */
const OBJECTS = 64;

class Isolate {
  #nowMs = Date.now();
  #costs = noCosts();
  readonly #next = zipfQuestions(SEED);
  readonly #decisions: DecisionService;

  constructor({ DB, ACCESS_CACHE: kv, ACCESS_SUBJECTS, ACCESS_POLICIES: policies }: Cloudflare.Env) {
    const clock = { nowMs: () => this.#nowMs };
    const log = createLog('warn');
    const subjects = new Proxy(ACCESS_SUBJECTS, {
      get: (target, name) => {
        if (name === 'getByName') return (subject: string) => this.#objectOf(target, subject);
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    this.#decisions = new DecisionService({
      source: new PolicyStore(DB),
      freshness: new Freshness({ subjects, policies, clock, log }),
      kv: this.#counted(kv),
      isCaching: true,
      clock,
      metrics: this.#metrics(),
      log,
    });
  }

  async ask({ questions, everyMs, atOnce }: ZipfOrder, waitUntil: WaitUntil): Promise<ZipfCosts> {
    this.#costs = noCosts();
    let left = questions;
    const askInTurn = async () => {
      while (left > 0) {
        left -= 1;
        this.#nowMs += everyMs;
        const { subject, resource } = this.#next();
        // A request of its own each: what a request knows of the counters dies with it.
        const { layer } = await this.#decisions.evaluator(
          'bounded',
          waitUntil,
        )({
          subject: { type: 'user', id: subject },
          action: { name: 'read' },
          resource: { type: 'document', id: resource },
        });
        this.#costs[layer] += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, askInTurn));
    const { breaker } = this.#decisions.stats();
    return { ...this.#costs, questions, isKvUsed: breaker.state !== 'bypassed' };
  }

  /** What it writes is counted and not written: it is the only isolate, so nobody could read it. */
  #counted(kv: KVNamespace): KVNamespace {
    return new Proxy(kv, {
      get: (target, name) => {
        if (name === 'put') return () => this.#countWrite();
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  #countWrite(): Promise<void> {
    this.#costs.kvWrites += 1;
    return Promise.resolve();
  }

  #objectOf(subjects: Cloudflare.Env['ACCESS_SUBJECTS'], subject: string) {
    this.#costs.epochHops += 1;
    let sum = 0;
    for (let at = 0; at < subject.length; at += 1) sum = (sum * 31 + subject.charCodeAt(at)) % OBJECTS;
    return subjects.getByName(`subject-${sum}`);
  }

  #metrics(): Metrics {
    return {
      ...noMetrics,
      count: (name, labels) => {
        const { kind } = labels as { readonly kind?: string };
        if (name === 'authz_truth_reads_total' && kind === 'policies') this.#costs.policyReads += 1;
        if (name === 'authz_truth_reads_total' && kind === 'subject') this.#costs.subjectReads += 1;
      },
    };
  }
}

function noCosts() {
  return { memory: 0, kv: 0, truth: 0, policyReads: 0, subjectReads: 0, epochHops: 0, kvWrites: 0 };
}

let isolate: Isolate | undefined;

export default {
  fetch: async (request, bindings) => {
    isolate ??= new Isolate(bindings);
    const behind: Promise<unknown>[] = [];
    const costs = await isolate.ask(await request.json<ZipfOrder>(), (work) => void behind.push(work));
    // One order must not take its work into the next.
    await Promise.allSettled(behind);
    return Response.json(costs);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
