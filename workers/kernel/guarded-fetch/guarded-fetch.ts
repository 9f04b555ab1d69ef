/**
 * Calls to addresses that a person typed in, or that another party named: judged before they are made, at every hop of a
 * redirect anew, and bounded in time, bytes and kind of content.
 *
 * The platform offers no way to connect to the address that was judged: between the look-up and the connection the answer
 * may change. docs/outbound.md says how far that window reaches and what else stands in it.
 */
import { URL_REFUSALS, type UrlRefusal } from '../../../shared/outbound.vocabulary.ts';
import { readWhole, streamBounded } from '../bounded-response.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type OutboundBounds, OutboundError } from '../outbound.ts';
import { IDLE_DEFAULT_MS, REDIRECTS_DEFAULT } from './guarded-fetch.constants.ts';
import { judgeText, type OutboundRules } from './judge-text.ts';
import { createLookUp, type LookUp } from './look-up.ts';
import { type HopRequest, isRedirect, nextRequest } from './redirect.ts';

/** Whether an address may be called, and if not, why and what to do about it. */
export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: UrlRefusal; readonly remedy: string };

export interface GuardedBounds extends OutboundBounds {
  /** Media types of the answer that are taken, without parameters; every one where it is not given. */
  readonly contentTypes?: readonly string[];
  /** Redirects that are followed. */
  readonly redirectsMax?: number;
  /**
   * Hands the body on bit by bit: `timeoutMs` ends with the head of the answer, and `idleMs` bounds the silence after it.
   */
  readonly stream?: boolean;
  /** Milliseconds without a byte of a streamed body. */
  readonly idleMs?: number;
  /** Address of the party that named the one to be called: unless that is trusted itself, its word opens no trusted origin. */
  readonly namedBy?: string;
  /** Names of headers, beyond the well-known ones, that only the origin of the first address may see. */
  readonly secretHeaders?: readonly string[];
}

export interface GuardedFetch {
  /** For forms, before anything is stored. What is called later is judged again then. */
  judge(url: string): Promise<Verdict>;
  /**
   * @param init As for `fetch`; its `redirect` does not count.
   * @returns An answer with any status but a redirect's.
   * @throws AppError `url_refused` with `details.reason`.
   * @throws OutboundError when no answer came that keeps the bounds.
   */
  fetch(url: string, init: RequestInit, bounds: GuardedBounds): Promise<Response>;
}

export interface OutboundSettings {
  readonly OUTBOUND_ALLOWED_HOSTS: readonly string[];
  readonly OUTBOUND_TRUSTED_ORIGINS: readonly string[];
  readonly DNS_OVER_HTTPS_URL: string;
}

interface GuardedParts {
  readonly settings: OutboundSettings;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Judgement =
  | { readonly ok: true; readonly url: URL; readonly isTrusted: boolean }
  | { readonly ok: false; readonly reason: UrlRefusal };

export function createGuardedFetch({ settings, log, metrics }: GuardedParts): GuardedFetch {
  const lookUp = createLookUp(settings.DNS_OVER_HTTPS_URL);
  const rules: OutboundRules = {
    allowedHosts: settings.OUTBOUND_ALLOWED_HOSTS,
    trustedOrigins: settings.OUTBOUND_TRUSTED_ORIGINS,
  };
  // The operator trusts an origin when it is asked for, not when a stranger's server leads there.
  const strangersRules: OutboundRules = { ...rules, trustedOrigins: [] };
  const judge = async (text: string, isFromStranger = false): Promise<Judgement> => {
    const { reason, url } = await judgeWhole(text, isFromStranger ? strangersRules : rules, lookUp);
    const isRefused = url === undefined;
    metrics.count('outbound_judgements_total', { verdict: isRefused ? 'refused' : 'allowed', reason });
    if (!isRefused) return { ok: true, url, isTrusted: reason === 'trusted' };
    log.info('outbound_refused', { reason });
    return { ok: false, reason };
  };
  return {
    judge: async (text) => {
      const judgement = await judge(text);
      if (judgement.ok) return { ok: true };
      const { reason } = judgement;
      return { ok: false, reason, remedy: URL_REFUSALS[reason].remedy };
    },
    fetch: async (text, init, bounds) => {
      const { namedBy } = bounds;
      const isNamedByStranger = namedBy !== undefined && !rules.trustedOrigins.includes(new URL(namedBy).origin);
      const first = await judge(text, isNamedByStranger);
      if (!first.ok) throw refusal(first.reason);
      let { isTrusted } = first;
      return await travel(first.url, init, bounds, async (next) => {
        const judgement = await judge(next, !isTrusted);
        if (!judgement.ok) throw refusal(judgement.reason, 'The address leads on to another. ');
        ({ isTrusted } = judgement);
        return judgement.url;
      });
    },
  };
}

type WholeVerdict =
  | { readonly url: URL; readonly reason: 'public' | 'trusted' }
  | { readonly url?: never; readonly reason: UrlRefusal };

async function judgeWhole(text: string, rules: OutboundRules, lookUp: LookUp): Promise<WholeVerdict> {
  const verdict = judgeText(text, rules);
  if (verdict.kind === 'refused') return { reason: verdict.reason };
  if (verdict.kind === 'trusted') return { url: verdict.url, reason: 'trusted' };
  const reason = await lookUp(verdict.url.hostname);
  return reason === undefined ? { url: verdict.url, reason: 'public' } : { reason };
}

/** The error that a refused address becomes, for routes that judge before they store. */
export function refusal(reason: UrlRefusal, introduction = ''): AppError {
  const { problem, remedy } = URL_REFUSALS[reason];
  return new AppError('url_refused', { message: `${introduction}${problem} ${remedy}`, details: { reason } });
}

/** Follows redirects by hand until there is an answer. */
async function travel(
  start: URL,
  init: RequestInit,
  bounds: GuardedBounds,
  judgeNext: (text: string) => Promise<URL>,
): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), bounds.timeoutMs);
  const signal = init.signal ? AbortSignal.any([late.signal, init.signal]) : late.signal;
  const { method = 'GET', headers, body = null } = init;
  let url = start;
  try {
    // Some values are from outside: one that no header can hold fails here, as a call that came to nothing.
    let request: HopRequest = { method: method.toUpperCase(), headers: new Headers(headers), body };
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url.href, { ...request, redirect: 'manual', signal });
      if (!isRedirect(response.status)) return await taken(response, bounds, signal);
      // Not waited for: its body is of no interest, and may have no end.
      response.body?.cancel().catch(() => undefined);
      const location = response.headers.get('Location');
      const isLast = redirects >= (bounds.redirectsMax ?? REDIRECTS_DEFAULT);
      // Without a place to go to it is no way back to the same one: a body would be sent again.
      if (isLast || location === null || !URL.canParse(location, url.href)) throw new OutboundError('redirect');
      const target = await judgeNext(new URL(location, url.href).href);
      const next = nextRequest(request, response.status, target.origin === url.origin, bounds.secretHeaders ?? []);
      if (next === undefined) throw new OutboundError('redirect');
      request = next;
      url = target;
    }
  } catch (error) {
    if (error instanceof OutboundError || error instanceof AppError) throw error;
    throw new OutboundError(late.signal.aborted ? 'timeout' : 'unreachable', error);
  } finally {
    clearTimeout(timer);
  }
}

async function taken(response: Response, bounds: GuardedBounds, signal: AbortSignal): Promise<Response> {
  const { contentTypes, bytesMax, stream = false, idleMs = IDLE_DEFAULT_MS } = bounds;
  const contentType = (response.headers.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // An error is told by its status, whatever page comes with it.
  if (response.ok && contentTypes !== undefined && response.body !== null && !contentTypes.includes(contentType)) {
    response.body.cancel().catch(() => undefined);
    throw new OutboundError('content_type');
  }
  return stream ? streamBounded(response, { bytesMax, idleMs }) : await readWhole(response, bytesMax, signal);
}
