/**
 * Looks a host up by DNS over HTTPS, in JSON, and judges every address that it may have. Nothing is kept: the answer that
 * counts is the one of now, and the resolver has a cache of its own.
 *
 * @see https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */
import * as z from 'zod';
import type { UrlRefusal } from '../../../shared/outbound.vocabulary.ts';
import { createOutbound } from '../outbound.ts';
import { LOOK_UP_BYTES_MAX, LOOK_UP_TIMEOUT_MS, RECORDS_MAX } from './guarded-fetch.constants.ts';
import { addressKind } from './public-address.ts';

/** Numbers of RFC 1035 §3.2.2 and RFC 3596 §2.1. */
const RECORD_TYPES = { A: 1, AAAA: 28 } as const;
/** RFC 1035 §4.1.1: no error, and a name that does not exist. */
const NO_ERROR = 0;
const NO_SUCH_NAME = 3;

const reply = z.object({
  Status: z.int(),
  /** Truncated: there are more records than were sent. */
  TC: z.boolean().default(false),
  Answer: z
    .array(z.object({ type: z.int(), data: z.string().max(1024) }))
    .max(RECORDS_MAX)
    .default([]),
});

/** @returns Why the host may not be called, or undefined when all its addresses are public. */
export type LookUp = (host: string) => Promise<UrlRefusal | undefined>;

/** @param resolverUrl Without a query of its own. */
export function createLookUp(resolverUrl: string): LookUp {
  const outbound = createOutbound({ timeoutMs: LOOK_UP_TIMEOUT_MS, bytesMax: LOOK_UP_BYTES_MAX });
  const ask = async (host: string, type: keyof typeof RECORD_TYPES): Promise<string[] | undefined> => {
    const url = new URL(resolverUrl);
    url.searchParams.set('name', host);
    url.searchParams.set('type', type);
    const response = await outbound(url.href, { headers: { Accept: 'application/dns-json' } });
    if (response.status !== 200) return undefined;
    const { Status: status, TC: isCut, Answer: records } = reply.parse(await response.json());
    if (status === NO_SUCH_NAME) return [];
    if (status !== NO_ERROR || isCut) return undefined;
    // Whatever kind was asked for, every address counts. The resolver has followed the aliases.
    return records.filter(({ type: kind }) => isAddress(kind)).map(({ data }) => data);
  };
  return async (host) => {
    const answers = await Promise.all([ask(host, 'A'), ask(host, 'AAAA')]).catch(() => [undefined]);
    return judgeAddresses(answers);
  };
}

function isAddress(type: number): boolean {
  return type === RECORD_TYPES.A || type === RECORD_TYPES.AAAA;
}

function judgeAddresses(answers: readonly (readonly string[] | undefined)[]): UrlRefusal | undefined {
  if (answers.includes(undefined)) return 'dns_failed';
  const kinds = answers.flatMap((addresses) => addresses ?? []).map(addressKind);
  if (kinds.length === 0) return 'name_unknown';
  if (kinds.includes('private')) return 'private_address';
  if (kinds.includes('special')) return 'special_address';
  return kinds.includes('malformed') ? 'dns_failed' : undefined;
}
