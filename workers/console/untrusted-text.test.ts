import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from './untrusted-text.ts';

describe('text of strangers', () => {
  it('loses what cannot be seen or turns reading around, and keeps lines and scripts', () => {
    expect(plainText('a\u0000b\u001b[31mc\u202ed\u2066e\u200bf\u00adg\ufeffh\u{e0041}', 100)).toBe('ab[31mcdefgh');
    expect(plainText('one\r\ntwo\n\tthree 天気 👩‍🚀', 100)).toBe('one\ntwo\n\tthree 天気 👩‍🚀');
  });

  it('is cut at its bound, never in the middle of a character', () => {
    expect(plainText('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(plainText('x'.repeat(10), 10)).toBe('x'.repeat(10));
    expect(plainText(`${'x'.repeat(8)}👍👍`, 10)).toBe(`${'x'.repeat(8)}…`);
    expect(plainText('\u202e'.repeat(50), 10)).toBe('…');
    expect(plainText('\ud800', 10).isWellFormed()).toBe(true);
  });

  it('stands on one line where a line is asked for', () => {
    expect(plainLine(' a\n\n b\tc ', 100)).toBe('a b c');
  });
});
