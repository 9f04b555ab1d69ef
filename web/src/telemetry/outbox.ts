/**
 * Events on their way to the server. They wait in the storage of the tab until the server has stored them, so that a
 * reload or a lost answer loses none and doubles none; when too many wait, the oldest go. The random client id lives
 * as long: the events of a round keep it over a reload, and the end of the tab is the end of both.
 */
import type { TelemetryEvent } from '../../../shared/telemetry.schema.ts';
import { BATCH_EVENTS_MAX } from '../../../shared/telemetry.vocabulary.ts';
import type { DeviceStorage } from '../storage/device-storage.ts';
import { closedObject, integerOf, listOf, readJson, textOf } from '../storage/shape.ts';
import { STORAGE_KEYS } from '../storage/storage-keys.ts';

/** Events in one request. */
const BATCH_EVENTS = 20;
/** Milliseconds for which events wait for more of them. */
export const GATHER_MS = 15_000;
const EVENT_KEYS: readonly (keyof TelemetryEvent)[] = ['id', 'name', 'ts', 'round_id', 'question_idx', 'attrs'];
const ID_CHARS_MAX = 64;

/** What became of a request: done with (stored, or of no use to the server), or to be sent again after a while. */
export type Delivery = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

export interface OutboxPorts {
  /** Of the tab, not of the device. */
  readonly storage: DeviceStorage;
  readonly newClientId: () => string;
  /** Sends a batch as JSON, also while the page goes away. */
  readonly post: (body: string) => Promise<Delivery>;
  /** Runs something after a while; the result calls it off. */
  readonly later: (run: () => void, ms: number) => () => void;
}

interface Contents {
  readonly version: 1;
  readonly clientId: string;
  readonly events: readonly TelemetryEvent[];
}

export function createOutbox({ storage, newClientId, post, later }: OutboxPorts) {
  let { clientId, events } = readJson(storage.get(STORAGE_KEYS.telemetry), readContents) ?? fresh();
  let isSending = false;
  let callOff: (() => void) | undefined;
  /** The server could not take events: until the planned time it is left alone. */
  let isResting = false;
  if (events.length > 0) plan(GATHER_MS);

  function fresh(): Contents {
    return { version: 1, clientId: newClientId(), events: [] };
  }

  function keep(kept: readonly TelemetryEvent[]): void {
    events = kept.slice(-BATCH_EVENTS_MAX);
    storage.set(STORAGE_KEYS.telemetry, JSON.stringify({ version: 1, clientId, events } satisfies Contents));
  }

  function plan(ms: number): void {
    callOff?.();
    callOff = later(() => {
      callOff = undefined;
      isResting = false;
      void send();
    }, ms);
  }

  async function send(): Promise<void> {
    if (isSending || isResting || events.length === 0) return;
    isSending = true;
    const batch = events.slice(0, BATCH_EVENTS);
    const delivery = await post(JSON.stringify({ client: { client_id: clientId }, events: batch }));
    isSending = false;
    const left = events.filter((event) => !batch.includes(event));
    // Unless all was dropped in the meantime.
    if (delivery.kind === 'done' && left.length < events.length) keep(left);
    if (events.length === 0) return;
    isResting = delivery.kind === 'again';
    plan(delivery.kind === 'again' ? delivery.afterMs : GATHER_MS);
  }

  return {
    /** Takes events in, to be sent soon. */
    add(more: readonly TelemetryEvent[]): void {
      if (more.length === 0) return;
      keep([...events, ...more]);
      if (callOff === undefined) plan(GATHER_MS);
    },
    /** Sends what there is: the page may be gone in a moment. */
    leave: send,
    /** Drops everything, the client id too. */
    forget(): void {
      ({ clientId, events } = fresh());
      storage.remove(STORAGE_KEYS.telemetry);
    },
  };
}

/** What the server would refuse is not looked at here: it is refused, and gone. */
function readContents(value: unknown): Contents {
  const it = closedObject(value, ['version', 'clientId', 'events']);
  integerOf(it.version, 1, 1);
  const readEvent = (event: unknown) => closedObject(event, EVENT_KEYS) as unknown as TelemetryEvent;
  return {
    version: 1,
    clientId: textOf(it.clientId, ID_CHARS_MAX),
    events: listOf(it.events, BATCH_EVENTS_MAX, readEvent),
  };
}
