/** The input of a tool as a list of fields, as far as its JSON Schema says so in the ordinary way. Pure. */

export interface InputField {
  readonly name: string;
  /** Such as `string`, `integer[]` or `"a" | "b"`; undefined when the schema does not say so simply. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  readonly isRequired: boolean;
}

const CHOICES_SHOWN_MAX = 12;

export function inputFields(schema: Readonly<Record<string, unknown>>): InputField[] {
  const properties = objectIn(schema.properties) ?? {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const property = objectIn(value) ?? {};
    return {
      name,
      type: typeOf(property),
      description: typeof property.description === 'string' ? property.description : undefined,
      isRequired: required.includes(name),
    };
  });
}

function typeOf(schema: Readonly<Record<string, unknown>>): string | undefined {
  const { type, enum: choices, items } = schema;
  if (Array.isArray(choices)) {
    const shown = choices.slice(0, CHOICES_SHOWN_MAX).map((choice) => JSON.stringify(choice));
    return [...shown, ...(choices.length > CHOICES_SHOWN_MAX ? ['…'] : [])].join(' | ');
  }
  if (Array.isArray(type)) return type.filter((one) => typeof one === 'string').join(' | ') || undefined;
  if (type === 'array') return `${typeOf(objectIn(items) ?? {}) ?? ''}[]`;
  return typeof type === 'string' ? type : undefined;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
