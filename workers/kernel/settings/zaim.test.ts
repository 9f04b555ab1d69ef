import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.ts';

const good = {
  ENVIRONMENT: 'production',
  CORS_ALLOWED_ORIGINS: '',
  LEDGER_SHARDS_PER_REGION: '8',
  LOG_LEVEL: 'info',
  METRICS_ALLOWLIST: '',
  METRICS_ALLOW_PUBLIC: 'false',
  JWT_SECRET: 'f00dbabe8912345678deadbeefcafe01',
  ROUND_ORDER_SECRET: '0123456789abcdef0123456789abcdee',
  PUBLIC_URL: 'https://roundhouse.example',
  OIDC_PROVIDER: '',
  TOKEN_ISSUERS: '',
  ROLE_MAPPING: '',
  MFA_REQUIRED: 'true',
  SESSION_IDLE_SECONDS: '1800',
  SESSION_ABSOLUTE_SECONDS: '43200',
  ENABLE_AUTH_CACHE: 'true',
};
const KEY = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const OTHER_KEY = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const zaim = { ZAIM_CONSUMER_KEY: 'a-key', ZAIM_CONSUMER_SECRET: 'a-word-of-theirs', ENCRYPTION_KEY: KEY };

const parsed = (change: Record<string, unknown> = {}) => parseEnv({ ...good, ...change });

describe('the settings of Zaim', () => {
  it('may all be missing', () => {
    expect(parsed()).toMatchObject({
      ok: true,
      config: { ZAIM_API_URL: 'https://api.zaim.net', ZAIM_FETCH_MINUTES: 15 },
    });
  });

  it('are complete with an application and a key', () => {
    expect(parsed(zaim)).toMatchObject({
      ok: true,
      config: { ZAIM_PERMANENT_ACCESS: false, ENCRYPTION_SIGNER: 'current' },
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['ZAIM_CONSUMER_SECRET', { ...zaim, ZAIM_CONSUMER_SECRET: undefined }, /although ZAIM_CONSUMER_KEY is/],
    ['ZAIM_CONSUMER_KEY', { ...zaim, ZAIM_CONSUMER_KEY: undefined }, /although ZAIM_CONSUMER_SECRET is/],
    ['ZAIM_CONSUMER_KEY', { ...zaim, ZAIM_CONSUMER_KEY: 'a key' }, /white space/],
    ['ENCRYPTION_KEY', { ...zaim, ENCRYPTION_KEY: undefined }, /could not be sealed/],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY: 'c2hvcnQ=' }, /base64 of 32 bytes/],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY: `${'A'.repeat(43)}=` }, /base64 of 32 bytes/],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY: KEY.replace(/=$/, '') }, /base64 of 32 bytes/],
    ['ENCRYPTION_KEY', { ENCRYPTION_KEY_NEW: KEY }, /although ENCRYPTION_KEY_NEW is/],
    ['ENCRYPTION_KEY_NEW', { ENCRYPTION_KEY: KEY, ENCRYPTION_KEY_NEW: KEY }, /equal to ENCRYPTION_KEY/],
    ['ENCRYPTION_SIGNER', { ENCRYPTION_KEY: KEY, ENCRYPTION_SIGNER: 'new' }, /ENCRYPTION_KEY_NEW is not set/],
    ['ZAIM_API_URL', { ZAIM_API_URL: 'https://api.zaim.net.evil.example' }, /not where Zaim is/],
    ['ZAIM_AUTH_URL', { ZAIM_AUTH_URL: 'http://127.0.0.1:9' }, /not where Zaim is/],
    ['ZAIM_API_URL', { ZAIM_API_URL: 'https://api.zaim.net/v2' }, /without a path/],
    ['ZAIM_CALLBACK_URL', { ZAIM_CALLBACK_URL: 'https://roundhouse.example/elsewhere' }, /followed by/],
    ['ZAIM_CALLBACK_URL', { ...zaim, ZAIM_CALLBACK_URL: 'http://roundhouse.example/zaim/auth/callback' }, /not https/],
    ['ZAIM_FETCH_MINUTES', { ZAIM_FETCH_MINUTES: '4' }, /5 to 1440/],
    ['ZAIM_CALLS_PER_HOUR', { ZAIM_CALLS_PER_HOUR: '1e2' }, /10 to 1000/],
  ])('are refused, naming %s and never a value: %o', (variable, change, problem) => {
    const env = parsed(change);
    if (env.ok) throw new Error('It was taken.');
    expect(env.problems).toContainEqual(
      expect.objectContaining({
        variable,
        problem: expect.stringMatching(problem),
        remedy: expect.stringMatching(/./),
      }),
    );
    expect(JSON.stringify(env.problems)).not.toContain(KEY);
  });

  it('may lead to a simulator on a developer’s machine', () => {
    const local = {
      ...zaim,
      ENVIRONMENT: 'local',
      PUBLIC_URL: 'http://localhost:8787',
      ZAIM_API_URL: 'http://127.0.0.1:9',
    };
    expect(parsed(local)).toMatchObject({ ok: true });
  });

  it('take both encryption keys while they rotate', () => {
    const keys = { ENCRYPTION_KEY: KEY, ENCRYPTION_KEY_NEW: OTHER_KEY, ENCRYPTION_SIGNER: 'new' };
    expect(parsed(keys)).toMatchObject({ ok: true });
  });
});
