/**
 * The routes of the Zaim connection. All but the callback are behind the guard that the house hands over; the callback is
 * bound to the browser that passed it (browser-binding.ts).
 */

import {
  callbackContract,
  connectAliasContract,
  connectContract,
  fetchContract,
  resetContract,
  statusContract,
  summaryContract,
} from '../../shared/zaim.contract.ts';
import type { ConnectError } from '../../shared/zaim.vocabulary.ts';
import { type Endpoint, endpoint, type Guard } from '../kernel/app.ts';
import { sha256Hex } from '../kernel/digest.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from './account/accounts.ts';
import { unbindBrowser } from './connect/browser-binding.ts';
import type { ConnectService } from './connect/connect.service.ts';
import { statusView, summaryView } from './views.ts';
import { TOKEN_CHARS_MAX } from './zaim.constants.ts';

/** The page that explains what became of a connection. */
const PAGE = '/zaim/';

interface RouteParts {
  readonly connect: ConnectService;
  readonly accounts: Accounts;
  /** Who administers; where something changes it asks a session for our own origin. */
  readonly guard: Guard;
}

export function zaimEndpoints({ connect, accounts, guard }: RouteParts): Endpoint[] {
  const begin = async ({ account }: { readonly account: string }) => {
    const begun = await connect.begin(account);
    if (!begun.ok) return redirect(pageOf({ error: begun.error }));
    return redirect(begun.location, begun.cookie);
  };
  return [
    endpoint(connectContract, begin, guard),
    endpoint(connectAliasContract, begin, guard),
    endpoint(callbackContract, async (_, { request }) => await callback(connect, request)),
    endpoint(
      statusContract,
      async () => {
        const { reports, missing } = await accounts.reports();
        return statusView(reports, missing);
      },
      guard,
    ),
    endpoint(summaryContract, async ({ account }) => summaryView(await accounts.report(account)), guard),
    endpoint(
      resetContract,
      async ({ account }) => {
        await accounts.disconnect(account);
        return { done: true as const };
      },
      guard,
    ),
    endpoint(
      fetchContract,
      async ({ account }) => {
        const outcome = await accounts.requestFetch(account);
        switch (outcome.kind) {
          case 'planned':
            return { next_fetch_at: new Date(outcome.atMs).toISOString() };
          case 'not_connected':
            throw new AppError('not_found');
          case 'too_soon':
            throw new AppError('rate_limited', { headers: { 'Retry-After': String(outcome.retryAfterSeconds) } });
        }
      },
      guard,
    ),
  ];
}

/** What Zaim adds beyond these is left alone: it is not ours to refuse. */
async function callback(connect: ConnectService, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const denied = bounded(query.get('denied'));
  if (denied !== undefined) {
    const error = await connect.giveUp(request, denied);
    return redirect(pageOf({ error }), unbindBrowser(await sha256Hex(denied)));
  }
  const [token, verifier] = [bounded(query.get('oauth_token')), bounded(query.get('oauth_verifier'))];
  if (token === undefined || verifier === undefined) {
    throw refused(
      'missing_parameters',
      'This address is where Zaim leads back to. It needs oauth_token and oauth_verifier.',
    );
  }
  const finished = await connect.finish(request, token, verifier);
  if (!finished.ok && finished.error === 'unknown_request') {
    throw refused(
      'unknown_request',
      'Nobody waits for this: it is too late, was used before, or began in another browser.',
    );
  }
  const page = pageOf(finished.ok ? { connected: finished.label } : { error: finished.error });
  return redirect(page, unbindBrowser(await sha256Hex(token)));
}

/** 400 for programs; a browser goes on to the page that explains it. */
function refused(reason: ConnectError, message: string): AppError {
  const headers = { Refresh: `0; url=${pageOf({ error: reason })}` };
  return new AppError('bad_request', { message, details: { reason }, headers });
}

function bounded(value: string | null): string | undefined {
  return value !== null && value.length > 0 && value.length <= TOKEN_CHARS_MAX ? value : undefined;
}

function pageOf(query: { readonly error: ConnectError } | { readonly connected: string }): string {
  return `${PAGE}?${new URLSearchParams(query).toString()}`;
}

/** Addresses with a token or a verifier are nobody's business: they are sent on to no one and kept nowhere. */
function redirect(location: string, cookie?: string): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  if (cookie !== undefined) headers.set('Set-Cookie', cookie);
  return new Response(null, { status: 302, headers });
}
