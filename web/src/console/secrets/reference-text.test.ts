import { describe, expect, it } from 'vitest';
import { referencesIn, withReference } from './reference-text.ts';

describe('a text with references', () => {
  it('names each of them once', () => {
    expect(referencesIn('{{bw:a:b}}:{{ env:X }}/{{ bw:a:b }}')).toEqual({
      ok: true,
      references: ['{{ bw:a:b }}', '{{ env:X }}'],
    });
  });

  it('says where one goes wrong, counted as people count', () => {
    expect(referencesIn('ab{{ bw:a }}')).toEqual({ ok: false, fault: 'wrong_parts', at: 3 });
  });

  it.each([
    ['', '{{ bw:a\\:b:password }}'],
    ['{{ bw:old:password }}', '{{ bw:a\\:b:password }}'],
    ['postgres://app:', 'postgres://app:{{ bw:a\\:b:password }}'],
  ])('takes a chosen reference: %j', (text, changed) => {
    expect(withReference(text, 'bw', ['a:b', 'password'])).toBe(changed);
  });
});
