/**
 * The one function of Node that the Worker uses. The types of all of Node would offer what workerd does not have, and
 * contradict those of the Worker's own globals.
 */
declare module 'node:zlib' {
  /** @throws RangeError when the result would be longer than `maxOutputLength` bytes; Error when the input is broken. */
  export function gunzipSync(packed: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array;
}
