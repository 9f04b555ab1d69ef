/** What one JSON Schema says, in words and signs that need no translation. Pure. */
import { objectAt, type Schema } from './openapi.ts';

export type Schemas = ReadonlyMap<string, Schema>;

/** Follows `$ref` to a named schema. An unknown or circular reference ends as an open schema. */
export function resolveSchema(schema: Schema, schemas: Schemas): Schema {
  let current = schema;
  for (const seen = new Set<string>(); typeof current.$ref === 'string'; ) {
    const ref = current.$ref;
    if (seen.has(ref)) return {};
    seen.add(ref);
    current = schemas.get(ref) ?? {};
  }
  return current;
}

/** The alternatives of `anyOf` or `oneOf`. */
export function alternativesOf(schema: Schema): readonly Schema[] {
  const list = schema.anyOf ?? schema.oneOf;
  return Array.isArray(list) ? list.map(objectAt) : [];
}

export interface Property {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export function propertiesOf(schema: Schema): readonly Property[] {
  const required = schema.required;
  return Object.entries(objectAt(schema.properties)).map(([name, property]) => ({
    name,
    schema: objectAt(property),
    required: Array.isArray(required) && required.includes(name),
  }));
}

/** Name of the type, such as `string`, `list of integer` or `"a" | "b"`. */
export function typeName(schema: Schema, schemas: Schemas): string {
  const it = resolveSchema(schema, schemas);
  if ('const' in it) return JSON.stringify(it.const);
  if (Array.isArray(it.enum)) return it.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (it.type === 'array') return `[ ${typeName(objectAt(it.items), schemas)} ]`;
  if (Array.isArray(it.type)) return it.type.join(' | ');
  if (typeof it.type === 'string') return it.type;
  const alternatives = alternativesOf(it);
  return alternatives.length > 0
    ? [...new Set(alternatives.map((entry) => typeName(entry, schemas)))].join(' | ')
    : 'any';
}

/** Limits as short formulas: `1 ≤ length ≤ 64`. Bounds that only say "a safe integer" are left out. */
export function boundsOf(schema: Schema): readonly string[] {
  const { pattern, format } = schema;
  return [
    range('length', schema.minLength, schema.maxLength),
    range('value', safe(schema.minimum), safe(schema.maximum)),
    range('items', schema.minItems, schema.maxItems),
    typeof format === 'string' ? `format = ${format}` : undefined,
    typeof pattern === 'string' && typeof format !== 'string' ? `pattern = ${pattern}` : undefined,
  ].filter((bound) => bound !== undefined);
}

function safe(bound: unknown): unknown {
  return typeof bound === 'number' && Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
}

function range(of: string, min: unknown, max: unknown): string | undefined {
  const low = typeof min === 'number' ? min : undefined;
  const high = typeof max === 'number' ? max : undefined;
  if (low === undefined && high === undefined) return undefined;
  if (low === high) return `${of} = ${low}`;
  return [low, of, high].filter((part) => part !== undefined).join(' ≤ ');
}
