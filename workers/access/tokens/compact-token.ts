/**
 * A token of an issuer as it is written, before anybody vouches for it: strict form and header. What the claims say may be
 * used to find the keys, and for nothing else until the signature is right.
 *
 * @see RFC 7515 §4.1 (header), §7.1 (compact form); RFC 8725 §3.1, §3.10, §3.11
 */
import * as z from 'zod';
import { bytesOfPart, textOfPart } from '../../kernel/keys/token-part.ts';
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from '../../kernel/settings/identity.ts';
import { parseObject } from './strict-json.ts';
import { KID_CHARS_MAX, TOKEN_CHARS_MAX } from './tokens.constants.ts';

export interface UnverifiedToken {
  readonly algorithm: TokenAlgorithm;
  readonly kid: string;
  /** In lower case and without `application/`; undefined when the header has none. */
  readonly type: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is over. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array<ArrayBuffer>;
}

const COMPACT_FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** Members that bring a key along, change what is signed, or must be understood: nobody needs them here. */
const FORBIDDEN_MEMBERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'enc', 'zip', 'cty'] as const;

const headerSchema = z.object({
  alg: z.enum(TOKEN_ALGORITHMS),
  kid: z.string().min(1).max(KID_CHARS_MAX),
  typ: z.string().min(1).max(64).optional(),
});

/** The parts of a token, or undefined when its form or its header is not strictly right. */
export function parseCompactToken(token: string): UnverifiedToken | undefined {
  const form = token.length <= TOKEN_CHARS_MAX ? COMPACT_FORM.exec(token) : null;
  const [, head = '', body = '', tail = ''] = form ?? [];
  const header = objectOf(head);
  if (header === undefined || FORBIDDEN_MEMBERS.some((name) => Object.hasOwn(header, name))) return undefined;
  const parsed = headerSchema.safeParse(header);
  const claims = objectOf(body);
  const signature = bytesOfPart(tail);
  if (!parsed.success || claims === undefined || signature === undefined) return undefined;
  const { alg, kid, typ } = parsed.data;
  return {
    algorithm: alg,
    kid,
    type: typ?.toLowerCase().replace(/^application\//, ''),
    claims,
    signed: new TextEncoder().encode(`${head}.${body}`),
    signature,
  };
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  const text = textOfPart(part);
  return text === undefined ? undefined : parseObject(text);
}
