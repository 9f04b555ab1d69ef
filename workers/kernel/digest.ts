/** SHA-256 of a text, for what is found or compared by its digest. */

/** @returns Lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toHex();
}
