/**
 * Bitwarden's own vectors: the stretching of seeds (sdk-internal, bitwarden-crypto/src/keys/shareable_key.rs) and the answers
 * of its fake server (bitwarden-core, auth_client test), whose secrets all read TEST.
 */
import { describe, expect, it } from 'vitest';
import { Unresolved } from '../unresolved.ts';
import { parseAccessToken, stretch } from './access-token.ts';
import { importEncKey, openEncString } from './enc-string.ts';

const TOKEN = '0.ec2c1d46-6a4b-4751-a310-af9601317f2d.C2IgxjjLF7qSshsbwe8JGcbM075YXw:X8vbvA0bduihIDe/qrzIQQ==';
const PAYLOAD =
  '2.E9fE8+M/VWMfhhim1KlCbQ==|eLsHR484S/tJbIkM6spnG/HP65tj9A6Tba7kAAvUp+rYuQmGLixiOCfMsqt5OvBctDfvvr/AesBu7cZimPLyOEhqEAjn52jF0eaI38XZfeOG2VJl0LOf60Wkfh3ryAMvfvLj3G4ZCNYU8sNgoC2+IQ==|lNApuCQ4Pyakfo/wwuuajWNaEX/2MW8/3rjXB/V7n+k=';
const ORGANIZATION_KEY = 'k/6PcwG7Hm/eZfvvOvP6EqGx1JKgbzYrWwpOIHsxbJHQMpIMg5Ud94AQHduSR+XMMaFiSB+nszbO4JPXj04YwA==';
const VALUE = '2.Gl34n9JYABC7V21qHcBzHg==|c1Ds244pob7i+8+MXe4++w==|Shimz/qKMYZmzSFWdeBzFb9dFz7oF6Uv9oqkws7rEe0=';

const utf8 = (text: string) => new TextEncoder().encode(text);
const organizationKey = () => importEncKey(Uint8Array.fromBase64(ORGANIZATION_KEY));
const reasonOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'opened',
    (error: unknown) => (error instanceof Unresolved ? error.reason : error),
  );

describe('the vendor’s vectors', () => {
  it.each([
    [
      '&/$%F1a895g67HlX',
      '',
      '4PV6+PcmF2w7YHRatvyMcVQtI7zvCyssv/wFWmzjiH6Iv9altjmDkuBD1aagLVaLezbthbSe+ktR+U6qswxNnQ==',
    ],
    [
      '67t9b5g67$%Dh89n',
      'test',
      'F9jVQmrACGx9VUPjuzfMYDjr726JtL300Y3Yg+VYUnVQtQ1s8oImJ5xtp1KALC9h2nav04++1LDW4iFD+infng==',
    ],
  ])('stretch the seed %s', async (seed, info, key) => {
    expect((await stretch(utf8(seed), 'test_key', info)).toBase64()).toBe(key);
  });

  it('take an access token apart and stretch its seed', async () => {
    const token = parseAccessToken(TOKEN);
    expect(token).toMatchObject({
      clientId: 'ec2c1d46-6a4b-4751-a310-af9601317f2d',
      clientSecret: 'C2IgxjjLF7qSshsbwe8JGcbM075YXw',
    });
    expect((await stretch(token?.seed ?? utf8(''))).toBase64()).toBe(
      'H9/oIRLtL9nGCQOVDjSMoEbJsjWXSOCb3qeyDt6ckzS3FhyboEDWyTP/CQfbIszNmAVg2ExFganG1FVFGXO/Jg==',
    );
  });

  it('open the payload of a sign-in and a secret with the key in it', async () => {
    const seed = parseAccessToken(TOKEN)?.seed ?? utf8('');
    const payload = await openEncString(PAYLOAD, await importEncKey(await stretch(seed)));
    expect(JSON.parse(payload)).toEqual({ encryptionKey: ORGANIZATION_KEY });
    expect(await openEncString(VALUE, await organizationKey())).toBe('TEST');
  });
});

describe('an encrypted text', () => {
  it('is refused with any bit changed, before it is decrypted', async () => {
    const key = await organizationKey();
    const [type = '', ...parts] = VALUE.split(/[.|]/);
    for (const [at, part] of parts.entries()) {
      const bytes = Uint8Array.fromBase64(part);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const changed = `${type}.${parts.with(at, bytes.toBase64()).join('|')}`;
      expect(await reasonOf(openEncString(changed, key))).toBe('unreadable');
    }
  });

  it('is refused without a code, and told apart where its kind is not supported', async () => {
    const key = await organizationKey();
    const [iv, data] = VALUE.slice(2).split('|');
    expect(await reasonOf(openEncString(`0.${iv}|${data}`, key))).toBe('unreadable');
    expect(await reasonOf(openEncString(`2.${iv}|${data}`, key))).toBe('unreadable');
    expect(await reasonOf(openEncString('7.g1gFoQE=', key))).toBe('unsupported');
    expect(await reasonOf(openEncString('', key))).toBe('unreadable');
  });

  it.each([TOKEN.replace('0.', '1.'), TOKEN.slice(0, -6), TOKEN.replace('-6a4b', ''), `${TOKEN} `, 'not a token'])(
    'needs a token that is one: %s',
    (text) => {
      expect(parseAccessToken(text)).toBeUndefined();
    },
  );
});
