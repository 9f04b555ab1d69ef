/** The typed client on the page's own origin, bound to a signal so that a superseded call can be dropped. */
import { createClient, type RoundhouseClient } from '../../../shared/client.ts';

export type Api = (signal: AbortSignal) => RoundhouseClient;

/** Keeps the rate limits of people behind one address apart. Made anew with every page, so it follows nobody. */
const clientId = crypto.randomUUID();

/** The client's own timeout stays in force beside `signal`. */
export const pageApi: Api = (signal) =>
  createClient({
    clientId,
    fetch: (input, init) =>
      fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal }),
  });
