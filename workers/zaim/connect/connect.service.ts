/**
 * Connecting an account: from the request token over Zaim's page of consent to the sealed access token. Whatever goes
 * wrong ends as one of the codes that the page explains; nothing of a token is in an address, a log or an error.
 */

import * as z from 'zod';
import { ACCOUNT_LABEL, type ConnectError } from '../../../shared/zaim.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import { sha256Hex } from '../../kernel/digest.ts';
import { AppError } from '../../kernel/errors.ts';
import { UnsealError } from '../../kernel/keys/sealing-ring.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Outbound } from '../../kernel/outbound.ts';
import type { Accounts } from '../account/accounts.ts';
import { type TokenPair, tokenPair, tokenRecordId } from '../account/token.ts';
import type { ZaimSettings } from '../zaim-settings.ts';
import { bindBrowser, browserDigest } from './browser-binding.ts';
import type { ZaimConnection } from './connection.do.ts';
import { askForRequestToken, exchange } from './token-exchange.ts';

interface ConnectParts {
  readonly settings: ZaimSettings;
  readonly connections: DurableObjectNamespace<ZaimConnection>;
  readonly accounts: Accounts;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Where the browser goes, and which cookie it keeps. */
export type Begun =
  | { readonly ok: true; readonly location: string; readonly cookie: string }
  | { readonly ok: false; readonly error: ConnectError };
export type Finished =
  | { readonly ok: true; readonly label: string }
  | { readonly ok: false; readonly error: ConnectError };

const pendingSchema = z.strictObject({ label: z.string().regex(ACCOUNT_LABEL), request: tokenPair });

export class ConnectService {
  readonly #parts: ConnectParts;

  constructor(parts: ConnectParts) {
    this.#parts = parts;
  }

  async begin(label: string): Promise<Begun> {
    const { accounts, settings, connections } = this.#parts;
    try {
      if (!(await accounts.hasRoomFor(label))) return this.#failed('too_many_accounts');
      const step = await askForRequestToken(this.#parts);
      if (!step.ok) return this.#failed(step.error, step.cause);
      const id = await sha256Hex(step.pair.token);
      const { digest, cookie } = await bindBrowser(id);
      const envelope = await settings.ring.seal(JSON.stringify({ label, request: step.pair }), recordIdOf(id));
      await connections.getByName(id).begin({ envelope, browserDigest: digest });
      const location = new URL('/users/auth', settings.authOrigin);
      location.searchParams.set('oauth_token', step.pair.token);
      return { ok: true, location: location.href, cookie };
    } catch (error) {
      return this.#failed('unavailable', error);
    }
  }

  /** Zaim sent the browser back with a verifier. */
  async finish(request: Request, token: string, verifier: string): Promise<Finished> {
    const { accounts, settings } = this.#parts;
    try {
      const pending = await this.#consume(request, token);
      if (pending === undefined) return this.#failed('unknown_request');
      const { label } = pending;
      const step = await exchange(this.#parts, pending.request, verifier);
      if (!step.ok) return this.#failed(step.error, step.cause);
      const envelope = await settings.ring.seal(JSON.stringify(step.pair satisfies TokenPair), tokenRecordId(label));
      if (!(await accounts.connect(label, envelope))) return this.#failed('too_many_accounts');
      this.#parts.metrics.count('zaim_connections_total', { result: 'connected' });
      this.#parts.log.info('zaim_connected', { account: label });
      return { ok: true, label };
    } catch (error) {
      return this.#failed('unavailable', error);
    }
  }

  /** Zaim sent the browser back because the user said no. */
  async giveUp(request: Request, token: string): Promise<ConnectError> {
    // Whoever has not begun it here may not end it either.
    const pending = await this.#consume(request, token).catch(() => undefined);
    const error = pending === undefined ? 'unknown_request' : 'denied';
    this.#failed(error);
    return error;
  }

  async #consume(request: Request, token: string): Promise<z.infer<typeof pendingSchema> | undefined> {
    const id = await sha256Hex(token);
    const digest = await browserDigest(request, id);
    if (digest === undefined) return undefined;
    const envelope = await this.#parts.connections.getByName(id).consume(digest);
    if (envelope === undefined) return undefined;
    try {
      return pendingSchema.parse(JSON.parse(await this.#parts.settings.ring.open(envelope, recordIdOf(id))));
    } catch (error) {
      // The key went meanwhile: as good as too late.
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }

  #failed(error: ConnectError, cause?: unknown): { readonly ok: false; readonly error: ConnectError } {
    const { metrics, log } = this.#parts;
    metrics.count('zaim_connections_total', { result: error });
    const shown = cause instanceof AppError ? cause.cause : cause;
    log.warn('zaim_connect_failed', { reason: error, ...(shown !== undefined && { cause: describeThrown(shown) }) });
    return { ok: false, error };
  }
}

/** A connection's record opens under its own id alone. */
function recordIdOf(connectionId: string): string {
  return `zaim-connection/${connectionId}`;
}
