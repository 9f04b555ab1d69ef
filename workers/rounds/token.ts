/**
 * Round tokens: the whole state of a round in the player's hands, signed. What is checked here, after the MAC, is what
 * needs no question set; `rounds.service.ts` checks the claims against the set.
 *
 * @see facts on verifying round tokens in docs/rounds.md, RFC 8725 §3
 */
import * as z from 'zod';
import { ROUND_TOTAL_MAX, SEED_CHARS_MAX } from '../../shared/rounds.vocabulary.ts';
import type { KeyRing, RingKey } from '../kernel/keys/key-ring.ts';
import { openToken, signToken } from '../kernel/keys/signed-token.ts';
import { filtersHashOf } from './filters.ts';
import { ledgerPlaceOf } from './round-id.ts';
import {
  CLOCK_SKEW_SECONDS,
  ROUND_TIME_ZONE,
  ROUND_TOKEN_AUDIENCE,
  ROUND_TOKEN_TTL_SECONDS,
  ROUND_TOKEN_TYPE,
} from './rounds.constants.ts';

const DAY_SECONDS = 86_400;
const numericDate = z.int().min(0);

const claimsSchema = z.strictObject({
  /** Round id; names the ledger object. */
  rid: z.string().refine((rid) => ledgerPlaceOf(rid) !== undefined),
  /** Question that this token asks for, from 0. */
  idx: z.int().min(0),
  /** Questions in the round. */
  total: z.int().min(1).max(ROUND_TOTAL_MAX),
  seed: z.string().min(1).max(SEED_CHARS_MAX),
  filtersHash: z.string(),
  filtersKey: z.string().max(2048),
  mode: z.string(),
  /** Day of the round in Asia/Tokyo. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** Version of the question set. */
  ver: z.int().min(1),
  /** Seconds since the Unix epoch. */
  iat: numericDate,
  exp: numericDate,
  nbf: numericDate.optional(),
  aud: z.literal(ROUND_TOKEN_AUDIENCE),
});

export type RoundClaims = Readonly<z.infer<typeof claimsSchema>>;
/** The state of a round without what signing adds. */
export type RoundState = Omit<RoundClaims, 'iat' | 'exp' | 'nbf' | 'aud' | 'filtersHash'>;

export type TokenResult =
  /** `key` is the one that vouched for the claims. */
  | { readonly ok: true; readonly claims: RoundClaims; readonly key: RingKey }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' };

/**
 * Signs the token for one question.
 *
 * @param nowSeconds Seconds since the Unix epoch; the token lives `ROUND_TOKEN_TTL_SECONDS` from then.
 */
export async function signRoundToken(ring: KeyRing, state: RoundState, nowSeconds: number): Promise<string> {
  const { rid, idx, total, seed, filtersKey, mode, date, ver } = state;
  const claims: RoundClaims = {
    rid,
    idx,
    total,
    seed,
    filtersHash: filtersHashOf(filtersKey),
    filtersKey,
    mode,
    date,
    ver,
    iat: nowSeconds,
    exp: nowSeconds + ROUND_TOKEN_TTL_SECONDS,
    aud: ROUND_TOKEN_AUDIENCE,
  };
  return await signToken(ring, ROUND_TOKEN_TYPE, claims);
}

/**
 * Verifies a round token: MAC first, then every claim. Only a token that we signed is ever called expired.
 *
 * @param nowSeconds Seconds since the Unix epoch.
 */
export async function verifyRoundToken(ring: KeyRing, token: string, nowSeconds: number): Promise<TokenResult> {
  const opened = await openToken(ring, ROUND_TOKEN_TYPE, token);
  if (opened === undefined) return { ok: false, reason: 'invalid' };
  const parsed = claimsSchema.safeParse(opened.claims);
  if (!parsed.success || !isConsistent(parsed.data, nowSeconds)) return { ok: false, reason: 'invalid' };
  if (parsed.data.exp <= nowSeconds) return { ok: false, reason: 'expired' };
  return { ok: true, claims: parsed.data, key: opened.key };
}

function isConsistent({ idx, total, iat, exp, nbf, date, filtersKey, filtersHash }: RoundClaims, now: number): boolean {
  return (
    idx < total &&
    exp > iat &&
    exp - iat <= ROUND_TOKEN_TTL_SECONDS &&
    iat <= now + CLOCK_SKEW_SECONDS &&
    (nbf === undefined || nbf <= now + CLOCK_SKEW_SECONDS) &&
    // A round may run past midnight, but not for a day.
    (date === roundDate(iat) || date === roundDate(iat - DAY_SECONDS)) &&
    filtersHash === filtersHashOf(filtersKey)
  );
}

const dayInZone = new Intl.DateTimeFormat('sv-SE', { timeZone: ROUND_TIME_ZONE, dateStyle: 'short' });

/** The day of a moment in Asia/Tokyo as YYYY-MM-DD. */
export function roundDate(seconds: number): string {
  return dayInZone.format(seconds * 1000);
}
