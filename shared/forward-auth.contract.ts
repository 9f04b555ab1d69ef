/** The door that proxies ask. It answers with headers, not with JSON, and takes every method, so it has no contract. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import type { RouteAddress } from './routes.ts';

export const forwardAuthAddress = {
  method: 'GET',
  path: '/access/v1/forward-auth',
  anyMethod: true,
} as const satisfies RouteAddress & Pick<RouteContract, 'anyMethod'>;

export const forwardAuthQuery = z.strictObject({
  login: z
    .literal('redirect')
    .optional()
    .meta({ description: apiText('Sends browsers to the sign-in instead of answering 401.') }),
  consistency: z
    .enum(['bounded', 'strict'])
    .default('bounded')
    .meta({
      description: apiText('How fresh the knowledge about revocations must be.'),
    }),
});
export type ForwardAuthQuery = z.output<typeof forwardAuthQuery>;
