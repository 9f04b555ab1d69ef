/**
 * Keeps the rate limits of people behind one address apart. Made anew with every page and kept nowhere, so it follows
 * nobody. Not `randomUUID`: browsers have that on secure origins only, and a laptop may serve its own network over http.
 */
const bytes = crypto.getRandomValues(new Uint8Array(16));

export const clientId = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
