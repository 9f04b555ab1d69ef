import { describe, expect, it } from 'vitest';
import { registerRequest } from '../../../../shared/secrets.schema.ts';
import { blankDraft, requestOf } from './provider-draft.ts';

describe('what somebody typed to set a vault up', () => {
  it.each([
    ['bw', { url: ' https://bw.example.com ' }, { provider: 'bw', url: 'https://bw.example.com' }],
    [
      'bw',
      { url: 'https://bw.example.com', clientId: 'a.access', clientSecret: 'b' },
      { provider: 'bw', url: 'https://bw.example.com', service_token: { client_id: 'a.access', client_secret: 'b' } },
    ],
    ['bws', { server: 'eu', accessToken: 't' }, { provider: 'bws', server: 'eu', access_token: 't' }],
    [
      'bws',
      { server: 'own', url: 'https://vault.example.com', accessToken: 't' },
      { provider: 'bws', server: 'https://vault.example.com', access_token: 't' },
    ],
  ] as const)('becomes a request that the server takes: %s %j', (provider, draft, request) => {
    const made = requestOf(provider, { ...blankDraft, ...draft });
    expect(made).toEqual(request);
    expect(registerRequest.safeParse(made).success).toBe(true);
  });

  it('is none with half a service token', () => {
    expect(requestOf('bw', { ...blankDraft, url: 'https://bw.example.com', clientId: 'a' })).toBeUndefined();
  });
});
