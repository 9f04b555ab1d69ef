import { describe, expect, it } from 'vitest';
import { gzip } from '../../testing/gzip.ts';
import { idOfKey, isKeyId, looksLikeKey, newKey } from './key-text.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an API key', () => {
  it('says what it is and where it belongs, and carries 196 bits', () => {
    const { text, id } = newKey('live');
    expect(text).toMatch(/^rh_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{39}$/);
    expect(text).toContain(`rh_live_${id}_`);
    expect(Math.log2(62 ** 33)).toBeGreaterThan(192);
    expect(idOfKey(text, 'live')).toBe(id);
    expect(isKeyId(id)).toBe(true);
    expect(looksLikeKey(text)).toBe(true);
  });

  it('never comes twice, and uses all letters alike', () => {
    const texts = Array.from({ length: 2000 }, () => newKey('dev').text);
    expect(new Set(texts).size).toBe(2000);
    const secrets = texts.map((text) => text.slice(-39, -6)).join('');
    const expected = secrets.length / 62;
    for (const letter of ALPHABET) {
      const seen = secrets.split(letter).length - 1;
      expect(Math.abs(seen - expected)).toBeLessThan(6 * Math.sqrt(expected));
    }
  });

  it('ends in the CRC-32 that gzip computes too', async () => {
    const { text } = newKey('test');
    const packed = await gzip(text.slice(0, -6));
    const crc = new DataView(packed.buffer, packed.byteOffset + packed.byteLength - 8).getUint32(0, true);
    const decoded = Array.from(text.slice(-6)).reduce((sum, letter) => sum * 62 + ALPHABET.indexOf(letter), 0);
    expect(decoded).toBe(crc);
  });

  it('is not one when a letter is wrong, missing or added, or two are swapped', () => {
    const { text } = newKey('dev');
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'x' ? 'y' : 'x';
      const [before, after] = [text.slice(0, at), text.slice(at + 1)];
      for (const wrong of [`${before}${other}${after}`, `${before}${after}`, `${before}${text[at]}${other}${after}`]) {
        expect(idOfKey(wrong, 'dev')).toBeUndefined();
      }
      const swapped = `${before}${text[at + 1] ?? ''}${text[at]}${text.slice(at + 2)}`;
      if (swapped !== text) expect(idOfKey(swapped, 'dev')).toBeUndefined();
    }
    for (const wrong of [`${text}\n`, ` ${text}`, `${text}${text}`, '', text.toUpperCase()]) {
      expect(idOfKey(wrong, 'dev')).toBeUndefined();
    }
  });

  it('of another deployment is none here', () => {
    expect(idOfKey(newKey('dev').text, 'live')).toBeUndefined();
    expect(idOfKey(newKey('live').text, 'dev')).toBeUndefined();
  });
});
