/** Random names. Not `randomUUID`: browsers have that on secure origins only, and a laptop may serve its own network over http. */

/** 32 hex digits. */
export function randomHex(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(16)));
}

/** A UUID. @see RFC 9562 §5.4 (version 4) */
export function randomUuid(): string {
  const hex = randomHex();
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
