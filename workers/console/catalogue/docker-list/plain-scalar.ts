/** What a plain text of YAML means: the core schema of YAML 1.2, in which `yes`, `0777` in octal and dates do not exist. */

export type Scalar = string | number | boolean | null;

const NULL = /^(?:null|Null|NULL|~|)$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$|^0o[0-7]+$|^0x[0-9a-fA-F]+$/;
const NO_FINITE_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** @see YAML 1.2.2 §10.3.2 (tag resolution) */
export function coreScalar(text: string): Scalar {
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return text.toLowerCase() === 'true';
  if (NO_FINITE_NUMBER.test(text)) {
    return /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : text;
}

/** Numbers stay as they are written, so that the version `1.10` does not become `1.1`. */
export function scalarAsWritten(text: string): Exclude<Scalar, number> {
  const value = coreScalar(text);
  return typeof value === 'number' ? text : value;
}
