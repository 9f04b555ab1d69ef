/**
 * Signed tokens in JWS compact form under an HMAC ring: one strict way to sign, one strict way to open.
 *
 * jose does the cryptography. The checks around it are what a library's defaults let pass: non-canonical base64url,
 * doubled or foreign header members, a byte order mark or bad UTF-8 in the payload, a list where a string was meant.
 * Claims are the caller's to check, after the MAC.
 *
 * @see RFC 7515 §7.1 (compact form), RFC 8725 §3 (fixed algorithm, explicit type, `kid` is untrusted input)
 */
import { CompactSign, compactVerify } from 'jose';
import * as z from 'zod';
import type { KeyRing, RingKey } from './key-ring.ts';
import { textOfPart } from './token-part.ts';

const ALGORITHM = 'HS256';
const TOKEN_CHARS_MAX = 4096;
/** Three non-empty base64url parts; the 43 characters are a full SHA-256 MAC, whose last one carries 4 bits. */
const COMPACT_FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

const headerSchema = z.strictObject({
  alg: z.literal(ALGORITHM),
  typ: z.string(),
  kid: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});

/** The claims as parsed JSON, authentic but otherwise unchecked, and the key that vouched for them. */
export interface OpenedToken {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: RingKey;
}

/**
 * Signs claims with the ring's signing key.
 *
 * @param type JOSE `typ` of this kind of token, for example `round+jwt`.
 * @returns Compact JWS with header `alg`, `typ`, `kid`.
 */
export async function signToken(ring: KeyRing, type: string, claims: object): Promise<string> {
  const { kid, key } = ring.signing;
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: ALGORITHM, typ: type, kid })
    .sign(key);
}

/**
 * Opens a token: strict form, fixed algorithm and type, full MAC, strict payload.
 *
 * @returns Claims that one of our keys signed, or undefined. Every failure looks alike on purpose.
 */
export async function openToken(ring: KeyRing, type: string, token: string): Promise<OpenedToken | undefined> {
  const form = token.length <= TOKEN_CHARS_MAX ? COMPACT_FORM.exec(token) : null;
  if (form === null) return undefined;
  const header = headerSchema.safeParse(parseCanonicalObject(form[1]));
  if (!header.success || header.data.typ !== type) return undefined;
  for (const key of ring.verifying(header.data.kid)) {
    if (!(await hasValidMac(token, key))) continue;
    const claims = parseCanonicalObject(form[2]);
    return claims === undefined ? undefined : { claims, key };
  }
  return undefined;
}

async function hasValidMac(token: string, key: RingKey): Promise<boolean> {
  try {
    await compactVerify(token, key.key, { algorithms: [ALGORITHM] });
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes a part to a plain object. Both layers must be exactly their own re-encoding: the base64url (unused bits zero)
 * and the JSON (no doubled names, no stray space, no odd escapes, no byte order mark).
 */
function parseCanonicalObject(part: string | undefined): Record<string, unknown> | undefined {
  const text = part === undefined ? undefined : textOfPart(part);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return JSON.stringify(value) === text ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
