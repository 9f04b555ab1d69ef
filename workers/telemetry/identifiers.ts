/**
 * What is kept of the identifiers inside an event. Pages send a round's current token as `round_id`: a token opens a
 * round to whoever holds it and differs for every question, so only the id of the round inside it is kept.
 *
 * Nothing is verified here: telemetry is what a page claims, and nothing else is built on it.
 */
import * as z from 'zod';
import { ANSWER_OUTCOMES, type AnswerOutcome } from '../../shared/telemetry.vocabulary.ts';
import { ID_CHARS_MAX } from './telemetry.constants.ts';

const PLAIN_ID = new RegExp(`^[\\w.:-]{1,${ID_CHARS_MAX}}$`);
const JWS = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
/** Hex digits of a digest that stands for a text that is not an id: 64 bits, enough to keep rounds apart. */
const DIGEST_BYTES = 8;

const payloadWithRound = z.looseObject({ rid: z.uuid() });
const trackId = z.string().regex(PLAIN_ID);
const answerAttrs = z.looseObject({ questionId: trackId, outcome: z.enum(ANSWER_OUTCOMES) });

/**
 * The name under which the events of one round meet.
 *
 * @returns The id inside a token, a plain id as it is, or a digest of anything else.
 */
export async function roundOf(roundId: string): Promise<string> {
  const inToken = roundInToken(roundId);
  if (inToken !== undefined) return inToken;
  if (PLAIN_ID.test(roundId)) return roundId;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(roundId));
  return `sha256:${new Uint8Array(digest, 0, DIGEST_BYTES).toHex()}`;
}

/** Track and outcome out of the attributes of `answer_result`; undefined when they are not what pages send. */
export function answerOf(attrs: unknown): { track: string; outcome: AnswerOutcome } | undefined {
  const parsed = answerAttrs.safeParse(attrs);
  return parsed.success ? { track: parsed.data.questionId, outcome: parsed.data.outcome } : undefined;
}

function roundInToken(text: string): string | undefined {
  const payload = JWS.exec(text)?.[1];
  if (payload === undefined) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(payload, { alphabet: 'base64url' });
    return payloadWithRound.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.rid;
  } catch {
    // Three parts with dots between are not a token yet.
    return undefined;
  }
}
