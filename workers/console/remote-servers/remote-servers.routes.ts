/** The routes of remote servers and of signing in to them. */
import {
  connectRemoteServerContract,
  disableRemoteServerContract,
  enableRemoteServerContract,
  forgetCredentialContract,
  getRemoteServerContract,
  listRemoteServersContract,
  oauthCallbackAliasContract,
  oauthCallbackContract,
  oauthCallbackPostContract,
  refreshOAuthContract,
  registerRemoteServerContract,
  removeRemoteServerContract,
  startOAuthAliasContract,
  startOAuthContract,
  testRemoteServerContract,
} from '../../../shared/remote-servers.contract.ts';
import type { OAuthCallbackQuery, StartOAuthRequest } from '../../../shared/remote-servers.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { principalOf } from '../principal-of.ts';
import type { RemoteOAuth, SignedInPerson } from './remote-oauth.service.ts';
import type { RemoteServers } from './remote-servers.service.ts';

const ownerOf = (context: RequestContext) => principalOf(context).subject;
const idOf = ({ params }: RequestContext) => params.id ?? '';

export function remoteServerEndpoints(servers: RemoteServers, oauth: RemoteOAuth, guard: Guard): Endpoint[] {
  const start = (request: StartOAuthRequest, context: RequestContext) => oauth.start(personOf(context), request);
  const callback = (query: OAuthCallbackQuery, context: RequestContext) => comeBack(oauth, query, context, guard);
  return [
    endpoint(listRemoteServersContract, (_, context) => servers.list(ownerOf(context)), guard),
    endpoint(
      registerRemoteServerContract,
      async (request, context) => {
        const server = await servers.register(ownerOf(context), request);
        return Response.json(server, { status: 201, headers: { 'Cache-Control': 'no-store' } });
      },
      guard,
    ),
    endpoint(getRemoteServerContract, (_, context) => servers.get(ownerOf(context), idOf(context)), guard),
    endpoint(
      enableRemoteServerContract,
      ({ requires_auth }, context) => servers.setEnabled(ownerOf(context), idOf(context), true, requires_auth),
      guard,
    ),
    endpoint(
      disableRemoteServerContract,
      (_, context) => servers.setEnabled(ownerOf(context), idOf(context), false),
      guard,
    ),
    endpoint(
      removeRemoteServerContract,
      async (_, context) => {
        await servers.remove(ownerOf(context), idOf(context));
        return { server_id: idOf(context), removed: true as const };
      },
      guard,
    ),
    endpoint(connectRemoteServerContract, (_, context) => servers.connect(ownerOf(context), idOf(context)), guard),
    endpoint(testRemoteServerContract, (_, context) => servers.test(ownerOf(context), idOf(context)), guard),
    endpoint(
      forgetCredentialContract,
      (_, context) => servers.forgetCredential(ownerOf(context), idOf(context)),
      guard,
    ),
    endpoint(startOAuthContract, start, guard),
    endpoint(startOAuthAliasContract, start, guard),
    // The handler asks the guard: a browser whose session has ended is led back to the page.
    endpoint(oauthCallbackContract, callback),
    endpoint(oauthCallbackAliasContract, callback),
    endpoint(
      oauthCallbackPostContract,
      (query, context) => oauth.finish(personOf(context), new URLSearchParams(parametersOf(query))),
      guard,
    ),
    endpoint(
      refreshOAuthContract,
      ({ server_id, credential_key }, context) => oauth.refresh(ownerOf(context), server_id, credential_key),
      guard,
    ),
  ];
}

/** A browser that was sent back goes on to the page; whoever asks for JSON gets that. */
async function comeBack(oauth: RemoteOAuth, query: OAuthCallbackQuery, context: RequestContext, guard: Guard) {
  const isBrowser = (context.request.headers.get('Accept') ?? '').includes('text/html');
  try {
    const principal = await guard(context.request, context.waitUntil);
    const parameters = new URLSearchParams(parametersOf(query));
    const reply = await oauth.finish(personOf({ ...context, principal }), parameters);
    return isBrowser ? sentOn('signed-in', reply.server_id) : reply;
  } catch (error) {
    // What is wrong on our side is told as such.
    const isOurs = !(error instanceof AppError) || (error.status >= 500 && error.code !== 'upstream_failed');
    if (!isBrowser || isOurs) throw error;
    return sentOn('not-signed-in', error.details?.reason ?? error.code);
  }
}

function sentOn(outcome: string, word: string): Response {
  const Location = `/console/#gateways/${outcome}/${encodeURIComponent(word)}`;
  // The address that is left holds a code: it must not go along as the referrer.
  return new Response(null, {
    status: 302,
    headers: { Location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' },
  });
}

/** Of the earlier console: they have no say. */
const IGNORED = ['server_id', 'code_verifier'];

/** What the authorization server sent. */
function parametersOf(query: OAuthCallbackQuery): Record<string, string> {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries.filter(([name]) => !IGNORED.includes(name)));
}

function personOf(context: RequestContext): SignedInPerson {
  const { subject, sessionId } = principalOf(context);
  if (sessionId === undefined) throw new AppError('forbidden');
  return { owner: subject, sessionId };
}
