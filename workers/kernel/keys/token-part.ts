/**
 * One part of a token in JWS compact form, decoded strictly: one text has one encoding, so that what was signed, what is
 * cached and what is read cannot be three things. Says nothing about what the text means.
 *
 * @see RFC 7515 §2 (base64url without padding), RFC 4648 §3.5 (unused bits are zero)
 */

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of a part, or undefined when it is not exactly the encoding of its bytes. */
export function bytesOfPart(part: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.fromBase64(part, { alphabet: 'base64url' });
    return bytes.toBase64({ alphabet: 'base64url', omitPadding: true }) === part ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a part, or undefined when it is not strict base64url of strict UTF-8. A byte order mark stays in the text. */
export function textOfPart(part: string): string | undefined {
  const bytes = bytesOfPart(part);
  try {
    return bytes === undefined ? undefined : strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}
