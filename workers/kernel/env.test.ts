import { describe, expect, it } from 'vitest';
import { errorOf, testHouse } from '../testing/harness.ts';
import { parseEnv } from './env.ts';

const good = {
  ENVIRONMENT: 'local',
  JWT_SIGNER: 'current',
  CORS_ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
  LEDGER_SHARDS_PER_REGION: '8',
  LOG_LEVEL: 'info',
  JWT_SECRET: 'f00dbabe8912345678deadbeefcafe01',
  ROUND_ORDER_SECRET: '0123456789abcdef0123456789abcdee',
  METRICS_ALLOWLIST: '192.0.2.0/24, 2001:db8::/32',
  METRICS_ALLOW_PUBLIC: 'false',
  PUBLIC_URL: 'https://roundhouse.example',
  OIDC_PROVIDER: '',
  TOKEN_ISSUERS: '',
  ROLE_MAPPING: '',
  MFA_REQUIRED: 'true',
  SESSION_IDLE_SECONDS: '1800',
  SESSION_ABSOLUTE_SECONDS: '43200',
  ENABLE_AUTH_CACHE: 'true',
};

const problemsOf = (change: Record<string, unknown>) => {
  const parsed = parseEnv({ ...good, ...change });
  return parsed.ok ? [] : parsed.problems;
};

describe('parseEnv', () => {
  it('takes a complete environment and ignores other bindings', () => {
    const parsed = parseEnv({ ...good, CONTENT: {} });
    expect(parsed).toMatchObject({
      ok: true,
      config: { CORS_ALLOWED_ORIGINS: ['https://a.example', 'http://localhost:3000'], LEDGER_SHARDS_PER_REGION: 8 },
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['ENVIRONMENT', { ENVIRONMENT: 'prod' }, /./],
    ['ENVIRONMENT', { ENVIRONMENT: undefined }, /./],
    ['JWT_SIGNER', { JWT_SIGNER: 'next' }, /./],
    ['JWT_SIGNER', { JWT_SIGNER: 'new' }, /JWT_SECRET_NEW is not set/],
    ['CORS_ALLOWED_ORIGINS', { CORS_ALLOWED_ORIGINS: '*' }, /origins/],
    ['CORS_ALLOWED_ORIGINS', { CORS_ALLOWED_ORIGINS: 'https://a.example/path' }, /origins/],
    ['CORS_ALLOWED_ORIGINS', { CORS_ALLOWED_ORIGINS: 'https://*.example' }, /origins/],
    ['LEDGER_SHARDS_PER_REGION', { LEDGER_SHARDS_PER_REGION: '0' }, /1 to 1024/],
    ['LEDGER_SHARDS_PER_REGION', { LEDGER_SHARDS_PER_REGION: '1025' }, /1 to 1024/],
    ['LEDGER_SHARDS_PER_REGION', { LEDGER_SHARDS_PER_REGION: '1e3' }, /1 to 1024/],
    ['JWT_SECRET', { JWT_SECRET: undefined }, /is not set/],
    ['JWT_SECRET', { JWT_SECRET: '' }, /shorter than 32 bytes/],
    ['JWT_SECRET', { JWT_SECRET: 'f00dbabe8912345678deadbeefcafe0' }, /shorter than 32 bytes/],
    ['JWT_SECRET', { JWT_SECRET: `${good.JWT_SECRET}\n` }, /white space/],
    ['JWT_SECRET', { JWT_SECRET: 'change-me-change-me-change-me-change-me' }, /placeholder/],
    ['JWT_SECRET', { JWT_SECRET: 'your_jwt_key_goes_here_0123456789' }, /placeholder/],
    ['JWT_SECRET', { JWT_SECRET: 'a'.repeat(64) }, /placeholder/],
    ['JWT_SECRET', { JWT_SECRET: good.JWT_SECRET.repeat(20) }, /longer than/],
    ['JWT_SECRET_NEW', { JWT_SECRET_NEW: 'short' }, /shorter/],
    ['JWT_SECRET_NEW', { JWT_SECRET_NEW: good.JWT_SECRET }, /equal to JWT_SECRET/],
    ['ROUND_ORDER_SECRET', { ROUND_ORDER_SECRET: good.JWT_SECRET }, /equal to JWT_SECRET/],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: '' }, /shorter/],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: good.JWT_SECRET }, /equal to JWT_SECRET/],
    ['CORS_ALLOWED_ORIGINS', { CORS_ALLOWED_ORIGINS: good.JWT_SECRET }, /./],
    ['METRICS_ALLOWLIST', { METRICS_ALLOWLIST: undefined }, /./],
    ['METRICS_ALLOWLIST', { METRICS_ALLOWLIST: '192.0.2.1' }, /ranges/],
    ['METRICS_ALLOWLIST', { METRICS_ALLOWLIST: '192.0.2.0/24, x' }, /ranges/],
    ['METRICS_ALLOWLIST', { METRICS_ALLOWLIST: '0.0.0.0/0' }, /everybody/],
    ['METRICS_ALLOWLIST', { METRICS_ALLOWLIST: '::/0' }, /everybody/],
    ['METRICS_ALLOW_PUBLIC', { METRICS_ALLOW_PUBLIC: 'yes' }, /./],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }, /shorter/],
    ['METRICS_TOKEN', { METRICS_TOKEN: good.JWT_SECRET }, /equal to JWT_SECRET/],
    ['METRICS_TOKEN', { METRICS_TOKEN: '3f8a1b5c7d9e0f2a4b6c8d0e1f3a5b7 c9' }, /letters/],
  ])('names %s when it is wrong: %j', (variable, change, problem) => {
    const found = problemsOf(change);
    expect(found.map((item) => item.variable)).toContain(variable);
    expect(found.map((item) => item.problem).join()).toMatch(problem);
    for (const { remedy } of found) expect(remedy).not.toBe('');
  });

  it('does not take a long host name for a secret', () => {
    expect(problemsOf({ CORS_ALLOWED_ORIGINS: `https://${'abcdefghij'.repeat(5)}.example` })).toEqual([]);
  });

  it('says that a secret stands in plain configuration', () => {
    expect(problemsOf({ LOG_LEVEL: good.JWT_SECRET }).map(({ problem }) => problem)).toContain(
      'looks like a secret in plain configuration',
    );
  });

  it('lets the metrics be public once that is confirmed', () => {
    expect(problemsOf({ METRICS_ALLOWLIST: '0.0.0.0/0', METRICS_ALLOW_PUBLIC: 'true' })).toEqual([]);
  });

  it('notes, and serves, when nobody may read the metrics', () => {
    const notesOf = (change: Record<string, unknown>) => {
      const parsed = parseEnv({ ...good, ...change });
      return parsed.ok ? parsed.notes.map(({ variable }) => variable) : undefined;
    };
    expect(notesOf({ METRICS_ALLOWLIST: '' })).toEqual(['METRICS_ALLOWLIST']);
    expect(notesOf({ METRICS_ALLOWLIST: '', METRICS_TOKEN: '3f8a1b5c7d9e0f2a4b6c8d0e1f3a5b7c' })).toEqual([]);
    expect(notesOf({})).toEqual([]);
  });

  it('never repeats a value', () => {
    const planted = 'Planted9Canary7Value5';
    const everything = Object.fromEntries(Object.keys(good).map((name) => [name, planted]));
    expect(JSON.stringify(problemsOf(everything))).not.toContain(planted);
  });
});

describe('a house that is not configured', () => {
  it('serves nothing but /health, which names the variable and the remedy', async () => {
    const house = await testHouse({ JWT_SECRET: 'tooshort-canary' });
    for (const path of ['/v1/manifest', '/v1/rounds/start', '/anything']) {
      expect(await errorOf(await house.fetch(path))).toMatchObject({ status: 503, code: 'unavailable' });
    }
    const health = await house.fetch('/health');
    expect(health.status).toBe(503);
    const text = await health.text();
    expect(JSON.parse(text)).toMatchObject({
      live: true,
      ready: false,
      configuration: [{ level: 'error', variable: 'JWT_SECRET' }],
    });
    expect(text).toContain('wrangler secret put JWT_SECRET');
    expect(text).not.toContain('canary');
  });
});
