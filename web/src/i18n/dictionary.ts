/**
 * The shape of a dictionary, taken from the English one: every language has the same keys, and a text that takes values
 * is a function with the same parameters. A missing key does not compile.
 */
import type { en } from './en.ts';

export type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Translated<T[Key]> };

export type Dictionary = Translated<typeof en>;
