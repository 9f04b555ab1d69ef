/** The typed client on the page's own origin, bound to a signal so that a superseded call can be dropped. */
import { createClient, type RoundhouseClient } from '../../../shared/client.ts';
import { clientId } from './client-id.ts';

export type Api = (signal: AbortSignal) => RoundhouseClient;

/** The client's own timeout stays in force beside `signal`. */
export const pageApi: Api = (signal) =>
  createClient({
    clientId,
    fetch: (input, init) =>
      fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal }),
  });
