/**
 * Score receipts: what a finished round is worth, signed, so that a leaderboard or a friend can check it. A kind of token
 * of its own (`typ` and `aud`): a round token is never a receipt, nor the other way round.
 */
import * as z from 'zod';
import type { ReceiptVerifyReply } from '../../shared/rounds.schema.ts';
import { filters } from '../../shared/rounds.schema.ts';
import type { KeyRing } from '../kernel/keys/key-ring.ts';
import { openToken, signToken } from '../kernel/keys/signed-token.ts';
import { CLOCK_SKEW_SECONDS, RECEIPT_AUDIENCE, RECEIPT_TTL_SECONDS, RECEIPT_TYPE } from './rounds.constants.ts';

const numericDate = z.int().min(0);

const claimsSchema = z.strictObject({
  rid: z.uuid(),
  mode: z.string(),
  date: z.iso.date(),
  filters,
  correct: z.int().min(0),
  total: z.int().min(1),
  /** The player chose the seed, so the order was known before. */
  seeded: z.boolean(),
  /** When the last answer was accepted, in seconds since the Unix epoch. */
  iat: numericDate,
  exp: numericDate,
  aud: z.literal(RECEIPT_AUDIENCE),
});

type ReceiptClaims = Readonly<z.infer<typeof claimsSchema>>;
export type Score = Omit<ReceiptClaims, 'iat' | 'exp' | 'aud'>;

export type ReceiptResult =
  | { readonly ok: true; readonly receipt: ReceiptVerifyReply['receipt'] }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' };

/**
 * Signs a receipt.
 *
 * @param finishedAtSeconds When the last answer was accepted, in seconds since the Unix epoch. The same round finished
 * at the same time has the same receipt under the same key.
 */
export async function signReceipt(ring: KeyRing, score: Score, finishedAtSeconds: number): Promise<string> {
  const claims: ReceiptClaims = {
    ...score,
    iat: finishedAtSeconds,
    exp: finishedAtSeconds + RECEIPT_TTL_SECONDS,
    aud: RECEIPT_AUDIENCE,
  };
  return await signToken(ring, RECEIPT_TYPE, claims);
}

/** Verifies a receipt: MAC first, then every claim. */
export async function verifyReceipt(ring: KeyRing, receipt: string, nowSeconds: number): Promise<ReceiptResult> {
  const opened = await openToken(ring, RECEIPT_TYPE, receipt);
  const parsed = claimsSchema.safeParse(opened?.claims);
  if (!parsed.success || !isConsistent(parsed.data, nowSeconds)) return { ok: false, reason: 'invalid' };
  const { rid, mode, date, correct, total, seeded, iat, exp } = parsed.data;
  if (exp <= nowSeconds) return { ok: false, reason: 'expired' };
  return {
    ok: true,
    receipt: {
      round: rid,
      mode,
      date,
      filters: parsed.data.filters,
      correct,
      total,
      seeded,
      finishedAt: isoTime(iat),
      expiresAt: isoTime(exp),
    },
  };
}

function isConsistent({ correct, total, iat, exp }: ReceiptClaims, nowSeconds: number): boolean {
  return correct <= total && exp > iat && exp - iat <= RECEIPT_TTL_SECONDS && iat <= nowSeconds + CLOCK_SKEW_SECONDS;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
