import { describe, expect, it } from 'vitest';
import { addressOf, canBeTried, takesBearer } from './address.ts';
import { curlCommand } from './curl.ts';
import { exampleOf } from './example-value.ts';
import { type Operation, operationsByTag, readApiDocument } from './openapi.ts';
import { boundsOf, resolveSchema, typeName } from './schema-facts.ts';

const document = readApiDocument({
  openapi: '3.1.1',
  info: { title: 'T', version: '1' },
  paths: {
    '/a': { get: { operationId: 'getA', tags: ['one'], responses: { 200: { description: 'Done' } } } },
    '/c/{type}/{id}': {
      delete: {
        operationId: 'deleteC',
        tags: ['two'],
        security: [{ adminToken: [] }, { session: [] }],
        parameters: [
          { name: 'type', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'reason', in: 'query', schema: { type: 'string' } },
          { name: 'X-Other', in: 'header', schema: { type: 'string' } },
          'nonsense',
        ],
        responses: { 200: { description: 'Done' } },
      },
      get: {
        operationId: 'getC',
        tags: ['two'],
        security: [{ session: [] }],
        responses: { 303: { description: 'To there' } },
      },
    },
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

function operation(id: string): Operation {
  const found = document.operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

describe('reading a document', () => {
  it('lists the operations with their schemas', () => {
    expect(document.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /a',
      'DELETE /c/{type}/{id}',
      'GET /c/{type}/{id}',
      'POST /b',
    ]);
    expect([...operationsByTag(document).keys()]).toEqual(['one', 'two']);
    expect(document.operations[3]?.requestSchema).toEqual({ $ref: '#/components/schemas/B' });
  });

  it('knows what goes into an address and who may call', () => {
    expect(operation('deleteC')).toMatchObject({
      credentials: ['adminToken', 'session'],
      parameters: [
        { name: 'type', where: 'path', required: true },
        { name: 'id', where: 'path', required: true },
        { name: 'reason', where: 'query', required: false },
      ],
    });
    expect(operation('getA')).toMatchObject({ credentials: [], parameters: [] });
  });

  it('survives a document that is none', () => {
    for (const json of [null, [], 'text', 3]) expect(readApiDocument(json).operations).toEqual([]);
  });
});

describe('a request', () => {
  it('has what was filled in, encoded, in its address', () => {
    const values = new Map([
      ['type', 'user'],
      ['id', 'a/b?c$&'],
      ['reason', 'left & gone'],
      ['other', 'x'],
    ]);
    expect(addressOf(operation('deleteC'), values)).toBe('/c/user/a%2Fb%3Fc%24%26?reason=left+%26+gone');
    expect(addressOf(operation('deleteC'), new Map())).toBe('/c/{type}/{id}');
    expect(addressOf(operation('getA'), values)).toBe('/a');
  });

  it('takes a typed credential where one is asked for, and is not sent where a browser must walk', () => {
    expect(['deleteC', 'getC', 'getA'].map((id) => takesBearer(operation(id)))).toEqual([true, false, false]);
    expect(['deleteC', 'getC', 'getA'].map((id) => canBeTried(operation(id)))).toEqual([true, false, true]);
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
    const open = { method: 'POST', path: '/b', credentials: [] as readonly string[] } as Operation;
    const command = curlCommand(open, 'http://h', { text: "it's" });
    expect(command).toContain(`-d '{"text":"it'\\''s"}'`);
    expect(curlCommand({ ...open, method: 'GET' }, 'http://h', undefined)).toBe("curl -i 'http://h/b'");
    expect(curlCommand(operation('deleteC'), 'http://h', undefined)).toContain('"Authorization: Bearer $TOKEN"');
  });
});
