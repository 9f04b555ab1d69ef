/**
 * Finds the credential of a request and has it checked by whoever knows its kind. What is shown on purpose counts before
 * what a browser sends along by itself, and a wrong credential never falls back to another one: the caller would act as
 * somebody it did not mean.
 */
import type { WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Demand } from './freshness/freshness.ts';

/**
 * Says who is calling.
 *
 * @param demand How fresh the knowledge about revocations must be.
 * @returns undefined when the request shows no credential.
 * @throws AppError when it shows a wrong one, or when it cannot be checked.
 */
export type Authenticate = (request: Request, demand: Demand, waitUntil: WaitUntil) => Promise<Principal | undefined>;

/** Checks one text that a request shows. Throws AppError unless it is good. */
export type VerifyCredential = (
  text: string,
  demand: Demand,
  waitUntil: WaitUntil,
  request: Request,
) => Promise<Principal>;

/** Who knows which kind; a kind that nobody knows is refused. */
export interface CredentialReaders {
  /** Reads the session cookie itself. */
  readonly session?: Authenticate;
  /** Tokens of issuers. */
  readonly token?: VerifyCredential;
  readonly apiKey?: VerifyCredential;
}

/** Every API key of ours begins like this; no token of an issuer does: those begin with `ey`. */
const API_KEY_PREFIX = 'rh_';
/** RFC 6750 §2.1. Other schemes of `Authorization` are somebody else's business. */
const BEARER = /^Bearer(?: +(.*))?$/i;

/** Puts the readers together. */
export function composeAuthenticate({ session, token, apiKey }: CredentialReaders): Authenticate {
  return async (request, demand, waitUntil) => {
    const bearer = BEARER.exec(request.headers.get('Authorization') ?? '');
    const key = request.headers.get('X-API-Key');
    if (bearer !== null && key !== null) throw refusal('Show one credential, not two.');
    const shown = key ?? bearer?.[1]?.trim() ?? (bearer === null ? undefined : '');
    if (shown === undefined) return await session?.(request, demand, waitUntil);
    const verify = key !== null || shown.startsWith(API_KEY_PREFIX) ? apiKey : token;
    if (verify === undefined || shown === '') throw refusal();
    return await verify(shown, demand, waitUntil, request);
  };
}

function refusal(message?: string): AppError {
  return new AppError('invalid_token', {
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    ...(message === undefined ? {} : { message }),
  });
}
