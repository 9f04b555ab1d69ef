/**
 * Calls of the pages that people sign in for: the one client of `shared/`, with parameters and a query put into the
 * address. A call is tried once; whether it is worth another try is for the person to say.
 */
import { ApiError, type ClientOptions, callRoute } from '../../../shared/client.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../../../shared/jobs.vocabulary.ts';
import type { RouteAddress } from '../../../shared/routes.ts';

export interface CallParts {
  /** Values for the `:names` of the path. */
  readonly params?: Readonly<Record<string, string>>;
  /** Undefined and empty ones are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Makes a call that is sent again the same call. */
  readonly idempotencyKey?: string;
}

/** @throws ApiError and nothing else. */
export type SiteCall = <Reply>(route: RouteAddress, parts?: CallParts) => Promise<Reply>;

/** @param headers Asked before every call: a credential may come and go. */
export function createSiteCall(
  options: ClientOptions,
  headers: () => Readonly<Record<string, string>> = () => ({}),
): SiteCall {
  return async (route, { params = {}, query = {}, body, idempotencyKey } = {}) => {
    const key = idempotencyKey === undefined ? {} : { [IDEMPOTENCY_KEY_HEADER]: idempotencyKey };
    const address = { method: route.method, path: pathOf(route, params, query) };
    return await callRoute({ ...options, headers: { ...headers(), ...key } }, address, body);
  };
}

function pathOf(
  { path }: RouteAddress,
  params: NonNullable<CallParts['params']>,
  query: NonNullable<CallParts['query']>,
): RouteAddress['path'] {
  const filled = path.replace(/:([a-z_]+)/g, (_, name: string) => {
    const value = params[name];
    // A dot segment would lead to another address, and an empty one to the list above.
    if (value === undefined || value === '' || value === '.' || value === '..') throw unaddressable();
    return encodeURIComponent(value);
  }) as RouteAddress['path'];
  const wanted = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return wanted.length === 0 ? filled : `${filled}?${new URLSearchParams(wanted)}`;
}

/** Nothing with such a name can exist, so this is what the server would have said. */
function unaddressable(): ApiError {
  return new ApiError({ code: 'not_found', status: 404, message: 'There is nothing here.', retryable: false });
}
