/**
 * A value that a schema allows, as small as it can be: required members only, plus those that bring their own example.
 * `known` gives text members by name, so that a token from one answer can go into the next request.
 */
import { objectAt, type Schema } from './openapi.ts';
import { alternativesOf, propertiesOf, resolveSchema, type Schemas } from './schema-facts.ts';

const DEPTH_MAX = 12;

export function exampleOf(schema: Schema, schemas: Schemas, known: ReadonlyMap<string, string> = new Map()): unknown {
  return valueAt(schema, schemas, known, 0);
}

function valueAt(schema: Schema, schemas: Schemas, known: ReadonlyMap<string, string>, depth: number): unknown {
  const it = resolveSchema(schema, schemas);
  const given = givenExample(it);
  if (given !== undefined) return given;
  const [first] = alternativesOf(it);
  if (first) return valueAt(first, schemas, known, depth + 1);
  if (depth > DEPTH_MAX) return null;
  switch (it.type) {
    case 'object':
      return Object.fromEntries(
        propertiesOf(it)
          .filter(
            ({ schema: member, required }) => required || givenExample(resolveSchema(member, schemas)) !== undefined,
          )
          .map(({ name, schema: member }) => [name, known.get(name) ?? valueAt(member, schemas, known, depth + 1)]),
      );
    case 'array':
      return Array.from({ length: lower(it.minItems, 0) }, () =>
        valueAt(objectAt(it.items), schemas, known, depth + 1),
      );
    case 'integer':
    case 'number':
      return lower(it.minimum, 0);
    case 'boolean':
      return false;
    case 'string':
      return 'text'.padEnd(lower(it.minLength, 0), '.');
    default:
      return null;
  }
}

function givenExample(schema: Schema): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if ('example' in schema) return schema.example;
  if ('default' in schema) return schema.default;
  return Array.isArray(schema.enum) ? schema.enum[0] : undefined;
}

function lower(bound: unknown, fallback: number): number {
  return typeof bound === 'number' && bound > Number.MIN_SAFE_INTEGER ? bound : fallback;
}
