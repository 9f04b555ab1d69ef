/** The API description says what the contracts say, all of them, in a form that others' tools can read. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RouteContract } from '../../shared/contract.ts';
import { CONTRACTS } from '../../shared/contracts.ts';
import { openapiDocument } from '../lib/openapi.ts';
import { inProject } from '../lib/project.ts';

interface Described {
  readonly operationId: string;
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = openapiDocument('1.2.3') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly securitySchemes: object };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);
const statusesOf = (path: string, method: string) => Object.keys(document.paths[path]?.[method]?.responses ?? {});

describe('the API description', () => {
  it('has every route of every contract file, and what browsers and proxies walk through', async () => {
    const files = readdirSync(inProject('shared')).filter((file) => file.endsWith('.contract.ts'));
    const modules = (await Promise.all(files.map((file) => import(inProject('shared', file))))) as object[];
    const contracts = modules
      .flatMap((module): unknown[] => Object.values(module))
      .filter((value): value is RouteContract => typeof value === 'object' && value !== null && 'summary' in value);
    expect(contracts.length).toBeGreaterThan(40);
    for (const contract of contracts) expect(CONTRACTS).toContain(contract);

    const addresses = CONTRACTS.map(
      ({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    const walked = ['get /auth/login', 'get /auth/callback', 'get /access/v1/forward-auth'];
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      [...addresses, ...walked].toSorted(),
    );
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has the bodies, answers and errors of a route, and one error shape', () => {
    expect(statusesOf('/v1/metrics', 'post')).toEqual(
      expect.arrayContaining(['202', '400', '413', '415', '422', '503']),
    );
    expect(statusesOf('/v1/rounds/next', 'post')).toEqual(
      expect.arrayContaining(['200', '400', '401', '409', '413', '415', '429', '500', '503']),
    );
    expect(statusesOf('/admin/access/roles/{name}', 'put')).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '409', '413', '415']),
    );
    // AuthZEN calls a body of another type a bad request.
    expect(statusesOf('/access/v1/evaluation', 'post')).toContain('401');
    expect(statusesOf('/access/v1/evaluation', 'post')).not.toContain('415');
    expect(statusesOf('/auth/login', 'get')).toContain('303');
    const text = JSON.stringify(document);
    for (const part of [
      'already_answered',
      'token_expired',
      'insufficient_inventory',
      '"#/components/schemas/Error"',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('names each part of an address and each field of a query', () => {
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
    const query = document.paths['/admin/access/subjects']?.get?.parameters?.map(({ name }) => name);
    expect(query).toEqual(['type', 'search', 'role', 'limit', 'after']);
  });

  it('says which credentials open a route', () => {
    const kindsOf = (path: string, method: string) =>
      document.paths[path]?.[method]?.security?.flatMap((scheme) => Object.keys(scheme));
    expect(kindsOf('/v1/rounds/start', 'post')).toBeUndefined();
    expect(kindsOf('/.well-known/authzen-configuration', 'get')).toBeUndefined();
    expect(kindsOf('/auth/session', 'get')).toBeUndefined();
    expect(kindsOf('/auth/keys', 'get')).toEqual(['session']);
    expect(kindsOf('/access/v1/evaluations', 'post')).toEqual(['apiKey', 'token', 'adminToken']);
    for (const { path, method } of operations.filter((at) => at.path.startsWith('/admin/'))) {
      expect(kindsOf(path, method)).toEqual(['adminToken', 'session', 'token']);
    }
    const named = new Set(operations.flatMap(({ path, method }) => kindsOf(path, method) ?? []));
    expect(Object.keys(document.components.securitySchemes).toSorted()).toEqual([...named].toSorted());
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    for (const [, pointer] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = (pointer ?? '')
        .split('/')
        .reduce((at: unknown, name) => (at as Record<string, unknown>)?.[name], document);
      expect({ pointer, found: typeof found }).toEqual({ pointer, found: 'object' });
    }
  });
});
