/** The OpenAPI document, made from the same contracts that the Worker serves. */

import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { RouteContract } from '../../shared/contract.ts';
import { ADMIN_TAG, CONTRACTS, credentialsOf } from '../../shared/contracts.ts';
import { errorResponses, LIMIT_HEADERS } from './openapi-answers.ts';
import { DOORS } from './openapi-doors.ts';
import { SECURITY_SCHEMES } from './openapi-security.ts';

/** What a part of an address names, wherever it stands. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  id: 'Id of what the address is about; of a subject, its id.',
  type: 'Type of the subject, such as `user`.',
  name: 'Name of the role.',
  role: 'Name of the role.',
  job_id: 'Id of the job.',
  provider: 'Kind of the provider of secrets: `bw` or `bws`.',
  source: 'Where the entry of the catalogue comes from: `official` or `docker`.',
  entry: 'Name of the entry in its source, percent-encoded: it may hold a slash.',
  session: 'Id of the gateway session. It is no credential.',
  job: 'Id of the background job.',
  grant: 'Id of the grant, chosen by who makes it.',
};

/** Builds the OpenAPI 3.1 document. */
export function openapiDocument(version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  const described = [
    ...CONTRACTS.map((contract) => ({ ...contract, operation: operation(contract) })),
    ...DOORS.map((door) => ({ ...door, tag: '' })),
  ];
  // Operators read what is theirs at the end.
  for (const { path, method, operation: item } of described.toSorted(byTag)) {
    const named = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[named] = { ...paths[named], [method.toLowerCase()]: item };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Roundhouse',
      version,
      description:
        'A quiz about video game music, and decisions at the edge: who is calling and what they may do. Routes under `admin` ' +
        'are not there (404) for whoever may not use them.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  });
}

const byTag = (one: { tag: string }, other: { tag: string }) =>
  Number(one.tag === ADMIN_TAG) - Number(other.tag === ADMIN_TAG);

function operation(contract: RouteContract): ZodOpenApiOperationObject {
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
  const headers = contract.limits && { headers: LIMIT_HEADERS };
  const credentials = credentialsOf(contract);
  return {
    operationId: contract.id,
    tags: [contract.tag],
    summary: contract.summary,
    ...(contract.description && { description: contract.description }),
    ...(credentials.length > 0 && { security: credentials.map((kind) => ({ [kind]: [] })) }),
    ...parametersOf(contract),
    ...(contract.request && { requestBody: { required: true, content: json(contract.request) } }),
    responses: {
      ...(contract.streams
        ? {
            200: {
              description: 'Sent bit by bit',
              content: { [contract.streams]: { schema: z.string() } },
              ...headers,
            },
          }
        : contract.reply
          ? replies(contract, { content: json(contract.reply), ...headers })
          : contract.redirects
            ? { 302: { description: 'The browser is sent on.', headers: { Location: { schema: { type: 'string' } } } } }
            : { 202: { description: 'Taken. The answer has no body.', ...headers } }),
      ...(contract.conditional && { 304: { description: 'The caller has this already (`If-None-Match`).' } }),
      ...errorResponses(contract),
      ...(contract.replyWhenUnavailable &&
        contract.reply && { 503: { description: 'Not ready', content: json(contract.reply) } }),
    },
  };
}

const REPLY_DESCRIPTIONS = { 200: 'Done', 201: 'Made', 202: 'Under way' } as const;

function replies({ replyStatuses = [200] }: RouteContract, answer: object): ZodOpenApiOperationObject['responses'] {
  return Object.fromEntries(
    replyStatuses.map((status) => [String(status), { description: REPLY_DESCRIPTIONS[status], ...answer }]),
  );
}

function parametersOf({ path, query }: RouteContract): Pick<ZodOpenApiOperationObject, 'requestParams'> {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  if (names.length === 0 && query === undefined) return {};
  const inPath = names.map((name) => {
    const description = PATH_PARAMETERS[name];
    if (description === undefined) throw new Error(`Nothing says what :${name} in ${path} is.`);
    return [name, z.string().min(1).meta({ description })] as const;
  });
  return {
    requestParams: {
      ...(names.length > 0 && { path: z.object(Object.fromEntries(inPath)) }),
      // A query is an object of texts, or `readQuery` could not read it.
      ...(query && { query: query as z.ZodType<unknown, Record<string, unknown>> }),
    },
  };
}
