/** One call to a provider: what can go wrong on the way, told in the words of the secrets. */
import { AppError } from '../../../kernel/errors.ts';
import type { GuardedBounds, GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { OutboundError } from '../../../kernel/outbound.ts';
import { Unresolved } from '../unresolved.ts';

/**
 * @returns An answer with any status; its body is here already.
 * @throws Unresolved `unreachable`, `access_refused` for a redirect (that is how a tunnel's door sends strangers to a page of
 *   its own), or `unreadable` for more bytes than it may have.
 * @throws AppError `url_refused`.
 */
export async function callProvider(
  guarded: Pick<GuardedFetch, 'fetch'>,
  url: string,
  init: RequestInit,
  bounds: Pick<GuardedBounds, 'timeoutMs' | 'bytesMax'>,
): Promise<Response> {
  try {
    return await guarded.fetch(url, init, { ...bounds, redirectsMax: 0 });
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (!(error instanceof OutboundError)) throw error;
    const reasons = { redirect: 'access_refused', too_large: 'unreadable' } as const;
    const { fault } = error;
    throw new Unresolved(fault === 'redirect' || fault === 'too_large' ? reasons[fault] : 'unreachable', error);
  }
}

/** The JSON of an answer. @throws Unresolved `unreadable`. */
export async function readAnswer(response: Response): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer()));
  } catch (error) {
    throw new Unresolved('unreadable', error instanceof SyntaxError ? undefined : error);
  }
}
