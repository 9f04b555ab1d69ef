import { expect, it } from 'vitest';
import { inputFields } from './input-fields.ts';

it('reads the fields of an ordinary schema', () => {
  const schema = {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Name of the city' },
      days: { type: ['integer', 'null'] },
      tags: { type: 'array', items: { type: 'string' } },
      unit: { enum: ['c', 'f'] },
      odd: true,
    },
    required: ['city'],
  };
  expect(inputFields(schema)).toEqual([
    { name: 'city', type: 'string', description: 'Name of the city', isRequired: true },
    { name: 'days', type: 'integer | null', description: undefined, isRequired: false },
    { name: 'tags', type: 'string[]', description: undefined, isRequired: false },
    { name: 'unit', type: '"c" | "f"', description: undefined, isRequired: false },
    { name: 'odd', type: undefined, description: undefined, isRequired: false },
  ]);
});

it.each([{}, { properties: 'x' }, { properties: [1] }, { properties: null, required: 'a' }])(
  'takes an odd schema for one without fields',
  (schema) => {
    expect(inputFields(schema)).toEqual([]);
  },
);
