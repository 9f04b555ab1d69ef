/** Operations that answer no JSON and so have no contract: what a browser walks through, and what proxies ask. */
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { callbackAddress, loginAddress } from '../../shared/auth.contract.ts';
import { loginQuery } from '../../shared/auth.schema.ts';
import { forwardAuthAddress, forwardAuthQuery } from '../../shared/forward-auth.contract.ts';
import type { RouteAddress } from '../../shared/routes.ts';
import { errorResponses } from './openapi-answers.ts';

interface Door extends RouteAddress {
  readonly operation: ZodOpenApiOperationObject;
}

const text = { schema: { type: 'string' } } as const;
const redirect = (description: string) => ({ description, headers: { Location: text } });

export const DOORS: readonly Door[] = [
  {
    ...loginAddress,
    operation: {
      operationId: 'signIn',
      tags: ['auth'],
      summary: 'Begin to sign in: to be walked by a browser',
      description:
        'Whoever navigates is sent on also when something is wrong: to the account page, with `error` in its query.',
      requestParams: { query: loginQuery },
      responses: {
        303: redirect('To the provider.'),
        ...errorResponses({ ...loginAddress, tag: 'auth', errors: [], query: loginQuery }),
      },
    },
  },
  {
    ...callbackAddress,
    operation: {
      operationId: 'endSignIn',
      tags: ['auth'],
      summary: 'Where the provider sends the browser back to',
      description: 'Takes `code`, `state` and `iss`, or `error`. Good once, and only in the browser that began.',
      responses: {
        303: redirect(
          'To the page that was asked for, with the session in a cookie; or to the account page with `error`.',
        ),
        ...errorResponses({ ...callbackAddress, tag: 'auth', errors: ['bad_request', 'forbidden'] }),
      },
    },
  },
  {
    ...forwardAuthAddress,
    operation: {
      operationId: 'forwardAuth',
      tags: ['access'],
      summary: 'Ask as a proxy whether a request may pass',
      description:
        'Takes every method. The request that is asked about is named by `X-Forwarded-Method`, `-Proto`, `-Host` and `-Uri`, by ' +
        '`X-Original-Method` and `X-Original-URL`, or by the path behind this one; the credential is that of its caller.',
      security: [{ session: [] }, { token: [] }, { apiKey: [] }],
      requestParams: { query: forwardAuthQuery },
      responses: {
        200: {
          description: 'It may pass.',
          headers: {
            'X-Auth-Subject': text,
            'X-Auth-Subject-Type': text,
            'X-Auth-Roles': text,
            'X-Auth-Scopes': text,
            'X-Auth-Credential': text,
          },
        },
        302: redirect('To the sign-in, with `login=redirect`.'),
        ...errorResponses({
          tag: 'access',
          errors: ['not_signed_in', 'invalid_token', 'token_expired', 'forbidden', 'rate_limited'],
          query: forwardAuthQuery,
        }),
      },
    },
  },
];
