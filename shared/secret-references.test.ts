import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeLiteral,
  findReferences,
  formatReference,
  formatText,
  parseReference,
  parseText,
  REFERENCE_CHARS_MAX,
  REFERENCES_MAX,
  type SecretReference,
  TEXT_CHARS_MAX,
  type TextPart,
} from './secret-references.ts';

/** Texts in which escapes, braces and blanks meet often. */
const knotty = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom('{', '}', '\\', ':', ' ', '{{', '}}', 'a', 'é', '🔑', 'bw'), { minLength, maxLength })
    .map((pieces) => pieces.join(''));
const bw = fc
  .tuple(knotty(1, 20), knotty(1, 10))
  .map(([item, field]): SecretReference => ({ prefix: 'bw', parts: [item, field] }));
const other = fc.constantFrom<SecretReference>(
  { prefix: 'env', parts: ['GITHUB_TOKEN'] },
  { prefix: 'bws', parts: ['15744a66-341a-4c62-af50-af960166b6bc'] },
);
const reference = fc.oneof(bw, other);
const text = fc.array(fc.oneof(knotty(0, 12), reference), { maxLength: 12 });

/** Neighbouring literals are one. */
function joined(parts: readonly TextPart[]): readonly TextPart[] {
  const out: TextPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === 'string' && typeof last === 'string') out[out.length - 1] = last + part;
    else if (part !== '') out.push(part);
  }
  return out;
}

describe('the grammar of references', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(reference, (written) => {
        expect(parseReference(formatReference(written))).toEqual({ ok: true, value: written });
      }),
    );
  });

  it('reads a text as it was put together, whatever stands around a reference', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const whole = joined(parts);
        expect(parseText(formatText(whole))).toEqual({ ok: true, value: whole });
      }),
      { numRuns: 2000 },
    );
  });

  it('writes a reference in one way, however it was written', () => {
    const ways = ['{{bw:id:password}}', '{{ bw:id:password }}', '{{   bw:id:pass\\ word  }}', '{{ bw:id:password}}'];
    const texts = ways.map((way) => {
      const parsed = parseReference(way);
      return parsed.ok ? formatReference(parsed.value) : parsed.fault;
    });
    expect(texts).toEqual([
      '{{ bw:id:password }}',
      '{{ bw:id:password }}',
      '{{ bw:id:pass word }}',
      '{{ bw:id:password }}',
    ]);
  });

  it('refuses a name that looks like another one, with the place of what cannot be seen', () => {
    for (const unseen of [
      '\u202e',
      '\u2066',
      '\u200f',
      '\u061c',
      '\u200b',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u3164',
      '\ud800',
      '\u{e0041}',
      '\n',
    ])
      expect(parseReference(`{{ bw:Git${unseen}Hub:password }}`)).toEqual({
        ok: false,
        fault: 'wrong_character',
        at: 9,
      });
    for (const name of ['密鍵　社内', 'clé ❤️ 🔑', 'مفتاح', 'e\u0301'])
      expect(parseReference(`{{ bw:${name}:password }}`)).toMatchObject({ ok: true });
  });

  it('never throws and never takes longer than the text is long', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), knotty(0, 300)), (any) => {
        const parsed = parseText(any);
        if (!parsed.ok) expect(parsed.at).toBeLessThanOrEqual(any.length);
      }),
    );
    const started = performance.now();
    parseText('{'.repeat(TEXT_CHARS_MAX));
    parseText('\\'.repeat(TEXT_CHARS_MAX));
    parseText(`${'\\{{'.repeat(20_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['{{ bw:id:password', 'not_closed', 0],
    ['key={{ op:vault:item }}', 'unknown_prefix', 4],
    ['{{ .Values.name }}', 'unknown_prefix', 0],
    ['{{}}', 'unknown_prefix', 0],
    ['{{ bw:id }}', 'wrong_parts', 0],
    ['{{ bw:id: }}', 'wrong_parts', 0],
    ['{{ bw:id:field:more }}', 'wrong_parts', 0],
    ['{{ env:lower }}', 'wrong_parts', 0],
    ['{{ bws:not-a-uuid }}', 'wrong_parts', 0],
    ['{{ toString:x }}', 'unknown_prefix', 0],
    ['{{ bw:a{b:c }}', 'wrong_character', 7],
    ['{{ bw:a\nb:c }}', 'wrong_character', 7],
    ['{{ bw:a\\n:c }}', 'wrong_character', 7],
    ['{{ bw:ok:password }} {{ bw:{{', 'wrong_character', 27],
  ])('says what is wrong with %j and where', (wrong, fault, at) => {
    expect(parseText(wrong)).toEqual({ ok: false, fault, at });
  });

  it('keeps its bounds', () => {
    expect(parseText('x'.repeat(TEXT_CHARS_MAX))).toMatchObject({ ok: true });
    expect(parseText('x'.repeat(TEXT_CHARS_MAX + 1))).toMatchObject({ ok: false, fault: 'text_too_long' });
    expect(parseText('{{ env:A }}'.repeat(REFERENCES_MAX))).toMatchObject({ ok: true });
    expect(parseText('{{ env:A }}'.repeat(REFERENCES_MAX + 1))).toMatchObject({ ok: false, fault: 'too_many' });
    expect(parseReference(`{{ bw:${'x'.repeat(256)}:f }}`)).toMatchObject({ ok: true });
    expect(parseReference(`{{ bw:${'x'.repeat(257)}:f }}`)).toMatchObject({ ok: false, fault: 'wrong_parts' });
    expect(parseReference(`{{ bw:${' '.repeat(REFERENCE_CHARS_MAX)}:f }}`)).toMatchObject({ fault: 'not_closed' });
  });

  it('leaves a text without references alone, and braces that are escaped', () => {
    expect(parseText('')).toEqual({ ok: true, value: [] });
    expect(parseText('C:\\temp {a} \\{b')).toEqual({ ok: true, value: ['C:\\temp {a} \\{b'] });
    expect(parseText('\\{{ bw:id:password }}')).toEqual({ ok: true, value: ['{{ bw:id:password }}'] });
    expect(escapeLiteral('{{ .Name }}')).toBe('\\{{ .Name }}');
  });

  it('finds each reference once', () => {
    const found = findReferences('{{bw:a:password}}@{{ env:HOST }}/{{ bw:a:password }}');
    expect(found.ok && found.value.map(formatReference)).toEqual(['{{ bw:a:password }}', '{{ env:HOST }}']);
  });

  it('takes a reference alone for one, and nothing around it', () => {
    for (const around of ['x{{ env:A }}', '{{ env:A }}x', '', '{{ env:A }}{{ env:B }}'])
      expect(parseReference(around)).toMatchObject({ ok: false, fault: 'not_a_reference' });
  });
});
