import { describe, expect, it, vi } from 'vitest';
import { IN_CONTEXT, SHAPED, WRAPPINGS } from '../../../shared/testing/secret-samples.ts';
import { harmlessLines } from '../../testing/harmless-lines.ts';
import { timeRatio } from '../../testing/time-ratio.ts';
import { KEPT_CHARS_MAX, TEXT_CHARS_MAX } from './sanitise.constants.ts';
import { sanitise } from './sanitise.ts';
import { watchSecret } from './watched-secrets.ts';

describe('what is written', () => {
  it('says of which kind the secret was, and keeps the rest', () => {
    const [, key = ''] = SHAPED.find(([name]) => name === 'GitHub ghp') ?? [];
    expect(sanitise(`a ${key} b`)).toBe('a [hidden:github_token] b');
    expect(sanitise('DB_PASSWORD=hunter2 HOST=db')).toBe('DB_PASSWORD=[hidden:named_secret] HOST=db');
    expect(sanitise('redis://default:hunter2@cache:6379/0')).toBe('redis://default:[hidden:url_password]@cache:6379/0');
  });

  it('is the same when it is sanitised again', () => {
    for (const [, secret] of SHAPED) {
      for (const [, wrap] of WRAPPINGS) {
        const once = sanitise(wrap(secret));
        expect(sanitise(once)).toBe(once);
      }
    }
    for (const [, text] of IN_CONTEXT) expect(sanitise(sanitise(text))).toBe(sanitise(text));
  });

  it('has no secret that was resolved here, in no encoding of an encoding', () => {
    const secret = `just a sentence ${crypto.randomUUID()}`;
    watchSecret(secret);
    const nested = btoa(JSON.stringify({ header: `Basic ${btoa(`someone:${secret}`)}` }));
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), nested, encodeURIComponent(nested)];
    for (const form of forms) {
      const clean = sanitise(`it was ${form}.`);
      expect(clean).toMatch(/\[hidden:\w+\]/);
      for (const left of [secret, encodeURIComponent(secret), btoa(secret).slice(4, -4), nested])
        expect(clean).not.toContain(left);
    }
  });

  it('has no resolved secret beyond ASCII, where the bytes of an encoding are read one by one', () => {
    const secret = 'Prüßung–密鍵 of the house';
    watchSecret(secret);
    const percents = [...new TextEncoder().encode(secret)].map((byte) => `%${byte.toString(16)}`).join('');
    const inJson = new TextEncoder().encode(JSON.stringify({ k: secret })).toBase64();
    for (const form of [percents, inJson, btoa(inJson)])
      expect(sanitise(`a ${form} b`)).toMatch(/^a \S*\[hidden:\w+\]\S* b$/);
  });

  it('has no secret that could be a name, while no other is looked for', async () => {
    vi.resetModules();
    const fresh = await import('./sanitise.ts');
    for (const token of [
      `shpat_${'0a1b2c3d'.repeat(4)}`,
      `dapi${'0a1b2c3d'.repeat(4)}`,
      `whsec_${'0a1b2c3d'.repeat(2)}`,
    ])
      expect(fresh.sanitise(token)).toMatch(/^\[hidden:\w+\]$/);
    expect(fresh.sanitise('jobs_of_the_queue_were_taken_over')).toBe('jobs_of_the_queue_were_taken_over');
  });

  it('is bounded, and does not show the half of a secret at the bound', () => {
    const [, jws = ''] = SHAPED.find(([name]) => name === 'JWS') ?? [];
    for (let cut = 1; cut < jws.length; cut += 7) {
      const clean = sanitise(`${' '.repeat(TEXT_CHARS_MAX - cut)}${jws}`);
      expect(clean.length).toBeLessThanOrEqual(KEPT_CHARS_MAX + 1);
      expect(clean).not.toContain('eyJ');
    }
    const long = `-----BEGIN PRIVATE KEY-----${'A'.repeat(12_000)}-----END PRIVATE KEY-----`;
    const behind = sanitise(`${long}${' '.repeat(TEXT_CHARS_MAX - long.length - 40)}${jws}`);
    expect(behind).toContain('[hidden:private_key]');
    expect(behind).not.toContain('eyJ');
  });
});

describe('what is harmless', () => {
  it('stays as it is: of 10,000 lines at most 0.5 % are altered', () => {
    const lines = harmlessLines(10_000);
    const altered = lines.filter((line) => sanitise(line) !== line);
    expect(new Set(lines).size).toBeGreaterThan(9000);
    expect(altered.slice(0, 20)).toEqual([]);
    expect(altered.length / lines.length).toBeLessThanOrEqual(0.005);
  });
});

describe('the search', () => {
  it.each([
    ['ordinary text', 'GET /v1/rounds/next?x=1 took 12 ms and was ok; '],
    ['beginnings of keys', 'ghp_ghp_sk-xoxb-AKIA'],
    ['beginnings of tokens', 'eyJeyJeyJ.'],
    ['beginnings of private keys', '-----BEGIN PRIVATE KE'],
    ['names without values', 'password="$'],
    ['names with headers', 'cookie: $'],
    ['addresses', '://a:'],
    ['separators', ':=":='],
    ['quotes', '"token":"\\'],
    ['escapes', '%25\\u0025&amp;'],
    ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo'],
    ['hexadecimal', '6768705f'],
    ['digits before a bot', '1234567890:A'],
  ])('takes time in proportion to the text: %s', async (_, piece) => {
    const { findInViews } = await import('../../../shared/text-views.ts');
    const { findSecrets } = await import('../../../shared/secret-search.ts');
    const searchOf = (chars: number) => {
      const text = piece.repeat(Math.ceil(chars / piece.length));
      return () => findInViews(text, findSecrets);
    };
    // Ten times the text: ten times the time if it is linear, a hundred times if it is not.
    expect(timeRatio(searchOf(20_000), searchOf(200_000))).toBeLessThan(40);
  });
});
