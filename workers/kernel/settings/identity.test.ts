import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.ts';

const ISSUER = 'https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_AbCdEfGhI';
const issuer = { issuer: ISSUER, algorithms: ['RS256'], client_ids: ['4u2example9client7id1'] };
const provider = { issuer: ISSUER, client_id: '4u2example9client7id1' };

const good = {
  ENVIRONMENT: 'production',
  CORS_ALLOWED_ORIGINS: '',
  LEDGER_SHARDS_PER_REGION: '8',
  LOG_LEVEL: 'info',
  METRICS_ALLOWLIST: '',
  METRICS_ALLOW_PUBLIC: 'false',
  JWT_SECRET: 'f00dbabe8912345678deadbeefcafe01',
  ROUND_ORDER_SECRET: '0123456789abcdef0123456789abcdee',
  SESSION_SECRET: '8f3b1c7d2e9a4056b1d8c3e7f2a60495',
  PUBLIC_URL: 'https://roundhouse.example',
  OIDC_PROVIDER: JSON.stringify(provider),
  TOKEN_ISSUERS: JSON.stringify([issuer]),
  ROLE_MAPPING: '',
  MFA_REQUIRED: 'true',
  SESSION_IDLE_SECONDS: '1800',
  SESSION_ABSOLUTE_SECONDS: '43200',
  ENABLE_AUTH_CACHE: 'true',
};

const parsed = (change: Record<string, unknown> = {}) => parseEnv({ ...good, ...change });
const issuers = (...list: object[]) => ({ TOKEN_ISSUERS: JSON.stringify(list) });

describe('the settings of identity', () => {
  it('have sensible defaults in a Cognito form', () => {
    const env = parsed();
    expect(env).toMatchObject({
      ok: true,
      config: {
        OIDC_PROVIDER: { scope: 'openid profile email', logout: 'standard' },
        TOKEN_ISSUERS: [{ groups_claim: 'cognito:groups', subject_prefix: '', audiences: [] }],
        ROLE_MAPPING: [
          { group: 'admin', role: 'admin', precedence: 1 },
          { group: 'gateway-operator', role: 'gateway-operator', precedence: 5 },
          { group: 'user', role: 'user', precedence: 10 },
        ],
        SESSION_IDLE_SECONDS: 1800,
        ENABLE_AUTH_CACHE: true,
      },
    });
  });

  it('may leave sign-in and tokens out', () => {
    expect(parsed({ OIDC_PROVIDER: '', TOKEN_ISSUERS: '', SESSION_SECRET: undefined }).ok).toBe(true);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['PUBLIC_URL', { PUBLIC_URL: 'http://roundhouse.example' }, /not https/],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://roundhouse.example/app' }, /origin/],
    ['PUBLIC_URL', { PUBLIC_URL: undefined }, /./],
    ['MFA_REQUIRED', { MFA_REQUIRED: 'false' }, /production/],
    ['OIDC_PROVIDER', { OIDC_PROVIDER: '{' }, /not valid JSON/],
    ['OIDC_PROVIDER', { OIDC_PROVIDER: JSON.stringify({ ...provider, surprise: 1 }) }, /wrong/],
    ['OIDC_PROVIDER', { OIDC_PROVIDER: JSON.stringify({ ...provider, logout: 'cognito' }) }, /no domain/],
    [
      'OIDC_PROVIDER',
      { OIDC_PROVIDER: JSON.stringify({ ...provider, domain: 'http://quiz.auth.example' }) },
      /domain that is not https/,
    ],
    ['OIDC_PROVIDER', { OIDC_PROVIDER: JSON.stringify({ ...provider, issuer: 'https://other.example' }) }, /not among/],
    ['SESSION_SECRET', { SESSION_SECRET: undefined }, /not set/],
    ['TOKEN_ISSUERS', issuers({ ...issuer, algorithms: ['HS256'] }), /algorithms/],
    ['TOKEN_ISSUERS', issuers({ ...issuer, algorithms: ['none'] }), /algorithms/],
    ['TOKEN_ISSUERS', issuers({ ...issuer, client_ids: [] }), /made for others/],
    ['TOKEN_ISSUERS', issuers(issuer, issuer), /twice/],
    ['TOKEN_ISSUERS', issuers(issuer, { ...issuer, issuer: 'https://b.example' }), /subject_prefix/],
    [
      'TOKEN_ISSUERS',
      issuers({ ...issuer, subject_prefix: 'a' }, { ...issuer, issuer: 'https://b.example', subject_prefix: 'a|' }),
      /subject_prefix/,
    ],
    ['TOKEN_ISSUERS', issuers({ ...issuer, jwks_uri: 'http://keys.example/jwks' }), /not https/],
    ['ROLE_MAPPING', { ROLE_MAPPING: '[{"group":"ops","role":"Ops","precedence":1}]' }, /lower-case/],
    [
      'ROLE_MAPPING',
      issuers({ ...issuer, subject_prefix: 'a|' }, { ...issuer, issuer: 'https://b.example', subject_prefix: 'b|' }),
      /any of them/,
    ],
    [
      'ROLE_MAPPING',
      { ROLE_MAPPING: '[{"group":"ops","issuer":"https://b.example","role":"ops","precedence":1}]' },
      /not among/,
    ],
    ['SESSION_IDLE_SECONDS', { SESSION_IDLE_SECONDS: '59' }, /from 60/],
    ['SESSION_IDLE_SECONDS', { SESSION_IDLE_SECONDS: '80000' }, /longer than SESSION_ABSOLUTE/],
    ['SESSION_ABSOLUTE_SECONDS', { SESSION_ABSOLUTE_SECONDS: '1e3' }, /whole number/],
    ['ENABLE_AUTH_CACHE', { ENABLE_AUTH_CACHE: 'yes' }, /./],
  ])('stop the house when %s is wrong: %j', (variable, change, problem) => {
    const env = parsed(change);
    if (env.ok) throw new Error('the house would serve');
    expect(env.problems.map((found) => found.variable)).toContain(variable);
    expect(env.problems.find((found) => found.variable === variable)?.problem).toMatch(problem);
  });

  it('may name several issuers when each entry of the mapping says whose groups it means', () => {
    const others = { ...issuer, issuer: 'https://b.example', subject_prefix: 'b|' };
    const mapping = [{ group: 'admin', issuer: ISSUER, role: 'admin', precedence: 1 }];
    const two = issuers({ ...issuer, subject_prefix: 'a|' }, others);
    expect(parsed({ ...two, ROLE_MAPPING: JSON.stringify(mapping) }).ok).toBe(true);
    expect(parsed({ ...two, ROLE_MAPPING: '[]' }).ok).toBe(true);
  });

  it('allow plain http and no second factor on a laptop only', () => {
    const local = { MFA_REQUIRED: 'false', PUBLIC_URL: 'http://localhost:8787' };
    const plain = issuers({ ...issuer, issuer: 'http://localhost:9999' });
    const oidc = { OIDC_PROVIDER: JSON.stringify({ ...provider, issuer: 'http://localhost:9999' }) };
    expect(parsed({ ENVIRONMENT: 'local', ...local, ...plain, ...oidc }).ok).toBe(true);
    expect(parsed({ ENVIRONMENT: 'staging', ...local, ...plain, ...oidc }).ok).toBe(false);
  });
});
