import { describe, expect, it } from 'vitest';
import { curlCommand } from './curl.ts';
import { exampleOf } from './example-value.ts';
import { type Operation, operationsByTag, readApiDocument } from './openapi.ts';
import { boundsOf, resolveSchema, typeName } from './schema-facts.ts';

const document = readApiDocument({
  openapi: '3.1.1',
  info: { title: 'T', version: '1' },
  paths: {
    '/a': { get: { operationId: 'getA', tags: ['one'], responses: { 200: { description: 'Done' } } } },
    '/b': {
      parameters: [],
      post: {
        tags: ['one'],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } } },
        responses: {},
      },
    },
  },
  components: { schemas: { B: { type: 'object' }, Loop: { $ref: '#/components/schemas/Loop' } } },
});

describe('reading a document', () => {
  it('lists the operations with their schemas', () => {
    expect(document.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a', 'POST /b']);
    expect([...operationsByTag(document).keys()]).toEqual(['one']);
    expect(document.operations[1]?.requestSchema).toEqual({ $ref: '#/components/schemas/B' });
  });

  it('survives a document that is none', () => {
    for (const json of [null, [], 'text', 3]) expect(readApiDocument(json).operations).toEqual([]);
  });
});

describe('facts of a schema', () => {
  it('follows a reference and gives up on a circle', () => {
    expect(resolveSchema({ $ref: '#/components/schemas/B' }, document.schemas)).toEqual({ type: 'object' });
    expect(resolveSchema({ $ref: '#/components/schemas/Loop' }, document.schemas)).toEqual({});
    expect(resolveSchema({ $ref: '#/nowhere' }, document.schemas)).toEqual({});
  });

  it('names types, enums and alternatives', () => {
    expect(typeName({ type: 'array', items: { type: 'integer' } }, document.schemas)).toBe('[ integer ]');
    expect(typeName({ enum: ['a', 'b'] }, document.schemas)).toBe('"a" | "b"');
    expect(typeName({ anyOf: [{ type: 'string' }, { type: 'null' }] }, document.schemas)).toBe('string | null');
  });

  it('writes bounds as formulas and leaves out those that say nothing', () => {
    expect(boundsOf({ minLength: 1, maxLength: 64 })).toEqual(['1 ≤ length ≤ 64']);
    expect(boundsOf({ minItems: 4, maxItems: 4 })).toEqual(['items = 4']);
    expect(boundsOf({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toEqual(['0 ≤ value']);
  });
});

describe('examples', () => {
  const request = {
    type: 'object',
    required: ['token', 'answer'],
    properties: {
      token: { type: 'string', minLength: 1 },
      answer: { enum: ['a', 'b'] },
      note: { type: 'string' },
      size: { type: 'integer', examples: [5] },
    },
  };

  it('hold what is required and what brings an example', () => {
    expect(exampleOf(request, new Map())).toEqual({ token: 'text', answer: 'a', size: 5 });
  });

  it('take members that are known from an earlier answer', () => {
    expect(exampleOf(request, new Map(), new Map([['token', 'x.y.z']]))).toMatchObject({ token: 'x.y.z' });
  });

  it('end on a schema that contains itself', () => {
    const loop = { type: 'object', required: ['next'], properties: { next: { $ref: '#loop' } } };
    expect(JSON.stringify(exampleOf(loop, new Map([['#loop', loop]])))).toContain('null');
  });

  it('are quoted for the shell', () => {
    const operation = { method: 'POST', path: '/b' } as Operation;
    const command = curlCommand(operation, 'http://h', { text: "it's" });
    expect(command).toContain(`-d '{"text":"it'\\''s"}'`);
    expect(curlCommand({ ...operation, method: 'GET' }, 'http://h', undefined)).toBe("curl -i 'http://h/b'");
  });
});
