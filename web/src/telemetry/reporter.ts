/** Wiring of the telemetry: who may be reported on, how events leave, and when. First party, without cookies. */
import { ROUTES } from '../../../shared/routes.ts';
import { clientId } from '../connection/client-id.ts';
import { randomHex, randomUuid } from '../connection/random-id.ts';
import type { DeviceStorage } from '../storage/device-storage.ts';
import { createOutbox, type Delivery } from './outbox.ts';
import { playEventsOf, type Step } from './play-events.ts';

/** Milliseconds until a request is repeated when the server does not say. */
const AGAIN_MS = 30_000;

/** What the browser says about being followed; both are missing in some. */
export interface Wishes {
  readonly doNotTrack?: string | null;
  readonly globalPrivacyControl?: boolean;
}

/** @see Tracking Preference Expression §5.2 (`"1"`), Global Privacy Control §3 */
export function mayReport({ doNotTrack, globalPrivacyControl }: Wishes): boolean {
  return doNotTrack !== '1' && globalPrivacyControl !== true;
}

export interface Reporter {
  readonly report: (step: Step) => void;
  readonly leave: () => void;
  readonly forget: () => void;
}

/** Reports nothing, and keeps nothing. */
const SILENT: Reporter = { report: () => undefined, leave: () => undefined, forget: () => undefined };

export function createReporter(wishes: Wishes, tabStorage: DeviceStorage, now: () => number): Reporter {
  if (!mayReport(wishes)) return SILENT;
  let isFirst = true;
  const newClientId = (): string => {
    const id = isFirst ? clientId : randomHex();
    isFirst = false;
    return id;
  };
  const later = (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const outbox = createOutbox({ storage: tabStorage, newClientId, post: postBatch, later });
  return {
    report: (step) => outbox.add(playEventsOf(step, randomUuid, now())),
    leave: () => void outbox.leave(),
    forget: outbox.forget,
  };
}

async function postBatch(body: string): Promise<Delivery> {
  try {
    const { method, path } = ROUTES.telemetry;
    const headers = { 'Content-Type': 'application/json' };
    const { status, headers: fields } = await fetch(path, {
      method,
      headers,
      body,
      keepalive: true,
      credentials: 'omit',
    });
    return deliveryOf(status, fields.get('Retry-After'));
  } catch {
    return { kind: 'again', afterMs: AGAIN_MS };
  }
}

/** A batch that is refused for good would be refused again. */
export function deliveryOf(status: number, retryAfter: string | null): Delivery {
  if (status !== 429 && status < 500) return { kind: 'done' };
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return { kind: 'again', afterMs: Math.max(AGAIN_MS, Number.isSafeInteger(seconds) ? seconds * 1000 : 0) };
}
