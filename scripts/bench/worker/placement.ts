/**
 * Where to keep answers: one light request for each way, so that the way itself is what is measured. The path says the
 * way; round ids, ledger, coalescer and ledger object are the real ones.
 *
 *   /no-hop                 nothing is kept
 *   /fresh-object           an object for each round, made by its first answer
 *   /own-object             an object for each round that is there already, one storage write for each call
 *   /shards/<n>/direct      n objects that rounds share, one hop for each call
 *   /shards/<n>/queued      the same, calls of the isolate one after the other
 *   /shards/<n>/coalesced   the same, calls of the isolate joined into one hop
 */
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../../../workers/kernel/clock.ts';
import { Coalescer, type WaitUntil } from '../../../workers/kernel/coalescer.ts';
import { type AnswerEntry, type AnswerRecord, Ledger } from '../../../workers/rounds/ledger.ts';
import { ledgerPlaceOf, newRoundId } from '../../../workers/rounds/round-id.ts';
import { noRoundLimits } from './no-limits.ts';

export * from './objects.ts';

/** Objects that stand for rounds under way; each is made once, by the warm-up. */
const OWN_OBJECTS = 256;
/** A coalescer that joins nothing. */
const QUEUE = { batchMax: 1, staleAfterMs: 3000 } as const;

export class OwnObject extends DurableObject {
  /** @param text Differs from call to call: SQLite skips a write that changes nothing. */
  async write(text: string): Promise<AnswerRecord> {
    await this.ctx.storage.put('answer', text);
    return { outcome: 'accepted', correctCount: 1, recordedAtMs: Date.now() };
  }
}

interface Bindings extends Cloudflare.Env {
  readonly OWN_OBJECT: DurableObjectNamespace<OwnObject>;
}

let ledger: Ledger | undefined;
const queues = new Map<string, Coalescer<AnswerEntry, AnswerRecord>>();

async function keep(path: string, bindings: Bindings, waitUntil: WaitUntil): Promise<AnswerRecord | undefined> {
  const [, way, shards = '1', manner] = path.split('/');
  const rid = newRoundId({ continent: 'EU', longitude: '10' }, Number(shards));
  const entry: AnswerEntry = { rid, idx: 0, answer: 'a', correct: true, budget: undefined };
  switch (way) {
    case 'no-hop':
      return { outcome: 'accepted', correctCount: 1, recordedAtMs: Date.now() };
    case 'fresh-object':
      return (await bindings.ROUND_LEDGER.getByName(rid).record([entry]))[0];
    case 'own-object':
      return await bindings.OWN_OBJECT.getByName(`own-${Math.floor(Math.random() * OWN_OBJECTS)}`).write(rid);
    case 'shards':
      return await keepInShard(manner, entry, bindings, waitUntil);
    default:
      return undefined;
  }
}

async function keepInShard(
  manner: string | undefined,
  entry: AnswerEntry,
  { ROUND_LEDGER }: Bindings,
  waitUntil: WaitUntil,
): Promise<AnswerRecord | undefined> {
  const place = ledgerPlaceOf(entry.rid);
  if (place === undefined) return undefined;
  const hop = (entries: readonly AnswerEntry[]) =>
    ROUND_LEDGER.getByName(place.name, { locationHint: place.region }).record(entries);
  switch (manner) {
    case 'direct':
      return (await hop([entry]))[0];
    case 'queued': {
      const queue = queues.get(place.name) ?? new Coalescer({ ...QUEUE, send: hop, clock: systemClock });
      queues.set(place.name, queue);
      return await queue.call(entry, waitUntil);
    }
    case 'coalesced':
      ledger ??= new Ledger(ROUND_LEDGER, systemClock, noRoundLimits);
      return (await ledger.record(entry, { checks: [] }, waitUntil)).record;
    default:
      return undefined;
  }
}

export default {
  async fetch(request, bindings, context) {
    const kept = await keep(new URL(request.url).pathname, bindings, (work) => context.waitUntil(work));
    return kept?.outcome === 'accepted' ? Response.json(kept) : new Response(null, { status: 500 });
  },
} satisfies ExportedHandler<Bindings>;
