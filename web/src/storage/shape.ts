/**
 * Strict reading of JSON that comes from the device, where anyone may have edited it.
 *
 * Each reader returns the typed value or throws `ShapeError`; `readJson` is the door that turns a failure into
 * `undefined`. Objects are closed: a key that is not named is a failure, so an older or newer shape never half fits.
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export type Reader<T> = (value: unknown) => T;

/** Parses and reads a stored text; `undefined` when it is absent, not JSON, or not of the shape. */
export function readJson<T>(text: string | undefined, read: Reader<T>): T | undefined {
  if (text === undefined) return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function closedObject(value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError('object expected');
  for (const key of Object.keys(value)) if (!keys.includes(key)) throw new ShapeError(`unknown key ${key}`);
  return value as Readonly<Record<string, unknown>>;
}

export function textOf(value: unknown, charsMax: number): string {
  if (typeof value !== 'string' || value.length > charsMax) throw new ShapeError('text expected');
  return value;
}

export function integerOf(value: unknown, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
    throw new ShapeError('integer expected');
  }
  return value as number;
}

export function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new ShapeError('boolean expected');
  return value;
}

export function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((entry) => entry === value);
  if (found === undefined) throw new ShapeError('value not allowed');
  return found;
}

export function listOf<T>(value: unknown, countMax: number, read: Reader<T>): readonly T[] {
  if (!Array.isArray(value) || value.length > countMax) throw new ShapeError('list expected');
  return value.map((entry) => read(entry));
}
