/** The credentials of the OpenAPI document. */
import type { ZodOpenApiSecuritySchemeObject } from 'zod-openapi';
import type { CredentialKind } from '../../shared/contracts.ts';
import { SESSION_COOKIE } from '../../workers/access/sessions/cookies.ts';

export const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'The session of a person who signed in. What changes something must also come from our own origin.',
  },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of a configured issuer.' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'An API key of ours. `Authorization: Bearer` takes it as well.',
  },
  adminToken: { type: 'http', scheme: 'bearer', description: "The operator's token." },
} as const satisfies Readonly<Record<CredentialKind, ZodOpenApiSecuritySchemeObject>>;
