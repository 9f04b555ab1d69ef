import { describe, expect, it } from 'vitest';
import { secretReason, secretsIn } from './config-secrets.ts';
import { randomFrom, SHAPED } from './testing/secret-samples.ts';

const random = randomFrom(99);
const randomText = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

describe('a secret among settings', () => {
  it.each(SHAPED)('is refused by its format, marked or not: %s', (_, secret) => {
    expect(secretReason('NOTE', secret)).toBe('known_format');
    expect(secretReason('NOTE', `x ${secret} y`, true)).toBe('known_format');
  });

  it('is refused because it looks random, 99 times of 100', () => {
    for (const [alphabet, length] of [
      [BASE62, 24],
      [BASE62, 40],
      ['0123456789abcdef', 32],
      ['0123456789abcdef', 64],
    ] as const) {
      const refused = Array.from({ length: 500 }, () => secretReason('NOTE', randomText(alphabet, length)));
      expect(refused.filter((reason) => reason === 'looks_random').length).toBeGreaterThanOrEqual(495);
    }
  });

  it.each([
    [{ env: { DB_PASSWORD: 'hunter2' } }, '/env/DB_PASSWORD'],
    [{ env: { apiKey: 12345 } }, '/env/apiKey'],
    [{ args: ['--token', 'hunter2'] }, '/args/1'],
    [{ args: ['--token=hunter2'] }, '/args/0'],
    [{ env: ['A=1', 'CLIENT_SECRET=hunter2'] }, '/env/1'],
    [{ env: [{ name: 'TOKEN', value: 'hunter2' }] }, '/env/0/value'],
    [{ headers: { 'X-Api-Key': 'hunter2' } }, '/headers/X-Api-Key'],
    [{ url: 'https://a.example/?api_key=hunter2' }, '/url'],
    [{ 'a/b~c': { password: 'x' } }, '/a~1b~0c/password'],
    [{ PASSWORD: 'prefix-{{ bw:a:password }}' }, '/PASSWORD'],
  ])('is refused by the name it has: %j', (value, pointer) => {
    expect(secretsIn(value)).toEqual([{ pointer, reason: 'secret_name' }]);
  });

  it('is named by its place, with what stands before it', () => {
    expect(secretsIn({ [`ghp_${'a1B2'.repeat(9)}`]: 'x' }, '/config')).toEqual([
      { pointer: '/config', reason: 'known_format' },
    ]);
  });
});

describe('a setting', () => {
  it.each([
    ['DB_PASSWORD', '{{ bw:db/prod:password }}'],
    ['DB_PASSWORD_FILE', '/run/secrets/db-password'],
    ['DATABASE_URL', 'postgres://app:{{ bw:db:password }}@db:5432/app'],
    ['AUTH', 'none'],
    ['TOKEN_TTL_SECONDS', '3600'],
    ['MAX_TOKENS', '4096'],
    ['SECRET_NAME', 'db'],
    ['IMAGE', 'docker.io/mcp/fetch@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['COMMIT', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'],
    ['FILE_DIGEST', 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['NOTE', 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['TENANT', '0b9c4a4e-6a0e-4a59-9d57-0f5f2b7f6f3e'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
    ['CONFIG_FILE', '/etc/mcp/2026-11-20/server-configuration-v2.yaml'],
    ['URL', 'https://registry.modelcontextprotocol.io/v0.1/servers?limit=100&search=github'],
    ['JAVA_OPTS', '-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8'],
    ['CLASS', 'com.example.serviceFactoryBeanImplementation2'],
    ['DATE', '2026-11-20T20:55:00.000+09:00'],
    ['NAME', 'my-long-service-name-in-production-eu-west-1'],
    ['文', 'これは設定の説明文です。長い文章でも秘密ではありません。'],
  ])('is let through: %s=%s', (name, value) => {
    expect(secretReason(name, value)).toBeUndefined();
  });

  it('is let through when it is marked, unless its format is known', () => {
    const value = randomText(BASE62, 30);
    expect(
      secretsIn({ PUBLIC_SITE_KEY: { value, not_secret: true }, apiKey: { value: 'demo', not_secret: true } }),
    ).toEqual([]);
    expect(secretsIn({ KEY: { value: `AKIA${'ABCD'.repeat(4)}`, not_secret: true } })).toEqual([
      { pointer: '/KEY/value', reason: 'known_format' },
    ]);
  });
});
