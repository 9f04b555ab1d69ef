import { describe, expect, it } from 'vitest';
import { deriveKey } from './derived-key.ts';
import { MarkedIds } from './marked-ids.ts';

const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
const idsFor = async (purpose: string, tagBytes = 16, secret = SECRET) =>
  new MarkedIds(await deriveKey(secret, purpose, 'mac'), tagBytes);
const tag = new Uint8Array(16).fill(7);

describe('an id that was issued', () => {
  it('is read back with its tag and its digest, and never comes twice', async () => {
    const ids = await idsFor('test');
    const [one, two] = [await ids.issue(tag), await ids.issue(tag)];
    expect(await ids.read(one.text)).toEqual(one);
    expect(one.tag).toBe('07'.repeat(16));
    expect(one.text).toMatch(/^[A-Za-z0-9_-]{75}$/);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(two.text).not.toBe(one.text);
  });

  it('is refused after any change of one character', async () => {
    const ids = await idsFor('test');
    const { text } = await ids.issue(tag);
    for (let at = 0; at < text.length; at += 1) {
      for (const other of ['A', 'B', '_']) {
        if (text[at] === other) continue;
        expect(await ids.read(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      }
    }
  });

  it('means nothing to another purpose or another secret', async () => {
    const { text } = await (await idsFor('one')).issue(tag);
    expect(await (await idsFor('two')).read(text)).toBeUndefined();
    expect(await (await idsFor('one', 16, `${SECRET}x`)).read(text)).toBeUndefined();
  });

  it.each([
    '',
    'A'.repeat(75),
    'A'.repeat(76),
    `${'A'.repeat(74)}=`,
    '+'.repeat(75),
    '\u{1f511}'.repeat(40),
    'x'.repeat(1e6),
  ])('is not %.20s', async (text) => {
    expect(await (await idsFor('test')).read(text)).toBeUndefined();
  });
});
