/** What all parts of the console share, as signals: the door, the place, and the way to the server. */
import { signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { ConsoleReply } from '../../../shared/console.schema.ts';
import { clientId } from '../connection/client-id.ts';
import { createResource } from '../desk/resource.ts';
import { createSiteCall, type SiteCall } from '../desk/site-call.ts';
import { askGate, mayBeOutside } from './gate.ts';
import { type Place, parsePlace } from './place.ts';

export const call: SiteCall = createSiteCall({ clientId });
export const gate = createResource(() => askGate(call));
export const place = signal<Place>(parsePlace(location.hash));
/** True when the server stopped knowing the session while the page was open. */
export const hasEnded = signal(false);

export function openConsole(): void {
  addEventListener('hashchange', () => {
    // The skip link leads to the content, not to another part.
    if (location.hash !== '#main') place.value = parsePlace(location.hash);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void knock();
  });
  // Somebody else may have signed in in another tab.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && gate.value.peek() !== undefined) void knock();
  });
  void knock();
}

/** Asks who may be here. What the server cannot say now neither opens nor closes the page. */
export async function knock(): Promise<void> {
  const wasOpen = gate.value.peek()?.kind === 'open';
  await gate.load();
  const now = gate.value.peek();
  if (now?.kind === 'open' && isSomebodyElse(now.who)) return location.reload();
  if (now?.kind === 'open') hasEnded.value = false;
  else if (wasOpen && now?.kind === 'signed_out') hasEnded.value = true;
}

let shownTo: string | undefined;

/** What the parts hold was for whoever was here first: for another person they begin anew. */
function isSomebodyElse({ subject }: ConsoleReply): boolean {
  const name = `${subject.type}:${subject.id}`;
  shownTo ??= name;
  return shownTo !== name;
}

/** For resources and actions of every part: a call that is refused may mean that the session is over. */
export function noticeFault(error: ApiError): void {
  if (gate.value.peek()?.kind === 'open' && mayBeOutside(error)) void knock();
}
