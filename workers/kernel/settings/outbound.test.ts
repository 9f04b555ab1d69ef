import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.ts';

/** @returns Names of the variables that are wrong. */
function wrong(change: Record<string, string>): string[] {
  const parsed = parseEnv({ ...env, ...change });
  return parsed.ok ? [] : parsed.problems.map(({ variable }) => variable);
}
/** Beyond this machine some other settings must be as well. */
const PRODUCTION = {
  ENVIRONMENT: 'staging',
  PUBLIC_URL: 'https://house.vendor.com',
  ZAIM_API_URL: 'https://api.zaim.net',
  OUTBOUND_TRUSTED_ORIGINS: '',
};
const staging = (change: Record<string, string>) =>
  wrong({ ...PRODUCTION, ...change }).filter((variable) => /^(?:OUTBOUND|DNS)_/.test(variable));

describe('the settings of outbound calls', () => {
  it('are a list of hosts, a list of origins and a resolver', () => {
    const parsed = parseEnv({
      ...env,
      OUTBOUND_ALLOWED_HOSTS: 'MCP.Vendor.com, *.例え.jp',
      OUTBOUND_TRUSTED_ORIGINS: 'http://127.0.0.1:2375,https://docker.vendor.com',
    });
    expect(parsed).toMatchObject({
      config: {
        OUTBOUND_ALLOWED_HOSTS: ['mcp.vendor.com', '*.xn--r8jz45g.jp'],
        OUTBOUND_TRUSTED_ORIGINS: ['http://127.0.0.1:2375', 'https://docker.vendor.com'],
      },
    });
  });

  it.each([
    'localhost',
    '*',
    '*.com',
    'https://vendor.com',
    'vendor.com/x',
    '10.0.0.1',
    '*.*.vendor.com',
    'a@vendor.com',
    'vendor.com:443',
  ])('refuse %s among the hosts', (OUTBOUND_ALLOWED_HOSTS) => {
    expect(wrong({ OUTBOUND_ALLOWED_HOSTS })).toEqual(['OUTBOUND_ALLOWED_HOSTS']);
  });

  it.each([
    'vendor.com',
    'https://vendor.com/',
    'https://vendor.com/x',
    'ftp://vendor.com',
    'https://a@vendor.com',
    'https://Vendor.com',
  ])('refuse %s among the origins', (OUTBOUND_TRUSTED_ORIGINS) => {
    expect(wrong({ OUTBOUND_TRUSTED_ORIGINS })).toEqual(['OUTBOUND_TRUSTED_ORIGINS']);
  });

  it('take plain http and private addresses on a laptop only', () => {
    const https = { DNS_OVER_HTTPS_URL: 'https://dns.vendor.com/dns-query' };
    expect(staging({ ...https, OUTBOUND_TRUSTED_ORIGINS: 'https://docker.vendor.com' })).toEqual([]);
    for (const origin of [
      'http://docker.vendor.com',
      'https://10.0.0.1',
      'https://127.0.0.1:2376',
      'https://localhost',
      'https://[::1]',
    ]) {
      expect(staging({ ...https, OUTBOUND_TRUSTED_ORIGINS: origin })).toEqual(['OUTBOUND_TRUSTED_ORIGINS']);
      expect(wrong({ OUTBOUND_TRUSTED_ORIGINS: origin })).toEqual([]);
    }
    expect(staging({ DNS_OVER_HTTPS_URL: 'http://doh.outside.test/dns-query' })).toEqual(['DNS_OVER_HTTPS_URL']);
  });
});
