/** The operator's route of token validation. Without the right to it, it is not there. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';

const jwksPreloadReply = z.strictObject({
  issuers: z.array(
    z.discriminatedUnion('result', [
      /** How many keys may verify tokens. One that is loaded and has none lets nobody in. */
      z.strictObject({ issuer: z.string(), result: z.literal('loaded'), keys: z.int() }),
      z.strictObject({ issuer: z.string(), result: z.literal('failed') }),
    ]),
  ),
});

export const jwksPreloadContract = {
  method: 'POST',
  path: '/admin/jwks/preload',
  id: 'preloadKeySets',
  tag: 'admin',
  summary: apiText('Fetch the key sets of all issuers, unless that was done within the last half minute'),
  reply: jwksPreloadReply,
  errors: [],
} as const satisfies RouteContract;
