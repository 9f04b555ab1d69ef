/** JSON as people type it. Pure. */

export type ReadJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** Empty text reads as `empty`. */
export function readJsonText(text: string, empty: unknown): ReadJson {
  if (text.trim() === '') return { ok: true, value: empty };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

export function writeJsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
