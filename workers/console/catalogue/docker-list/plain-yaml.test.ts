/** Our reader of plain YAML, judged by js-yaml: what ours reads, js-yaml reads the same. */
import fc from 'fast-check';
import { CORE_SCHEMA, dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { scalarAsWritten } from './plain-scalar.ts';
import { readYaml } from './plain-yaml.ts';
import { NOT_READ_DOCUMENTS, READ_DOCUMENTS } from './yaml-documents.fixture.ts';

const SEED = 20_261_120;
const judged = (text: string) => load(text, { schema: CORE_SCHEMA });

describe('what is read, is read as js-yaml does', () => {
  it.each(READ_DOCUMENTS)('%j', (text) => {
    expect(readYaml(text)).toEqual({ ok: true, value: judged(text) });
  });

  const word = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9 _./:'"#,\-\n{}[\]&*!|>%@~\\$]{0,40}$/),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('', '~', 'null', 'yes', 'True', '1.10', '0x1F', '.5', '-', '- a', 'a: b', ' a ', '\n', 'a\n\n b\n'),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      word,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.stringMatching(/^[a-z][a-zA-Z_.-]{0,10}$/), word).filter((key) => key !== '__proto__'),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  }));
  it.each([
    ['block', {}],
    ['narrow', { lineWidth: 20 }],
    ['lists to the left', { noArrayIndent: true, indent: 4 }],
    ['flow', { flowLevel: 0 }],
    ['flow within', { flowLevel: 2, lineWidth: 30 }],
    ['flow as JSON', { flowLevel: 1, lineWidth: -1, quoteFlowKeys: true }],
  ])('what js-yaml writes: %s', (_, style) => {
    let read = 0;
    fc.assert(
      fc.property(value, (told) => {
        const text = dump(told, { ...style, noRefs: true } as Parameters<typeof dump>[1]);
        const ours = readYaml(text);
        if (!ours.ok) return;
        read += 1;
        expect(ours.value).toEqual(judged(text));
      }),
      { seed: SEED, numRuns: 1000 },
    );
    // To refuse everything would be no reading.
    expect(read).toBeGreaterThan(700);
  });

  it('whatever stands there', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^(?:[ab:,"'#|>\n \\-]|\n {1,4}|- |: |[[\]{}&*!?~.+1])*$/, { maxLength: 50 }),
        (text) => {
          const ours = readYaml(text);
          if (ours.ok) expect(ours.value).toEqual(judged(text));
        },
      ),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  it('parts of documents, put together anew', () => {
    const part = fc.constantFrom(
      'a',
      'b:',
      'c: d',
      '- ',
      '-',
      '|',
      '>-',
      '|+',
      '>2',
      '"x',
      'y"',
      "'",
      '[',
      ']',
      '{',
      '}',
    );
    const more = fc.constantFrom(
      ', ',
      ': ',
      '\n',
      '\n  ',
      '\n    ',
      '\n- ',
      '\n\n',
      ' # e',
      ' ',
      '\\',
      '1',
      '...',
      '---',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, more), { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const ours = readYaml(text);
        if (ours.ok) expect(ours.value, JSON.stringify(text)).toEqual(judged(text));
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});

describe('what is refused', () => {
  it.each(NOT_READ_DOCUMENTS)('%s: %j', (reason, text) => {
    expect(readYaml(text)).toEqual({ ok: false, reason });
  });

  it.each([
    ['brackets', '['.repeat(5000)],
    ['maps in brackets', '{a: '.repeat(5000)],
    ['dashes', '- '.repeat(5000)],
    ['indentation', Array.from({ length: 60 }, (_, nth) => `${' '.repeat(nth)}a:`).join('\n')],
  ])('depth without end, by %s', (_, text) => {
    expect(readYaml(text)).toEqual({ ok: false, reason: 'too_deep' });
  });

  it('what is too long', () => {
    expect(readYaml(`a: ${'b'.repeat(100_000)}`)).toEqual({ ok: false, reason: 'too_long' });
    expect(readYaml(`${'a'.repeat(1001)}: b`)).toEqual({ ok: false, reason: 'key_refused' });
  });
});

it('changes no prototype', () => {
  for (const text of ['__proto__: {a: b}', '"__proto__": {a: b}', '{__proto__: {a: b}}', '{"__proto__": {a: b}}']) {
    expect(readYaml(text)).toEqual({ ok: false, reason: 'key_refused' });
  }
  expect(readYaml('constructor: {prototype: {a: b}}')).toMatchObject({ ok: true });
  expect(Reflect.get({}, 'a')).toBeUndefined();
});

it('keeps numbers as they are written where that is asked for', () => {
  const read = readYaml('a: 1.10\nb: [0x1F, true, ~]\n1.0: 1e3\n', scalarAsWritten);
  expect(read).toEqual({ ok: true, value: { a: '1.10', b: ['0x1F', true, null], '1.0': '1e3' } });
});

describe('time grows with the length alone', () => {
  it.each([
    ['blanks', (size: number) => `a: b${' '.repeat(size)}c`],
    ['blanks in brackets', (size: number) => `[a${' '.repeat(size)}b]`],
    ['blanks at the end of a quoted line', (size: number) => `"${`a${' '.repeat(50)}b`.repeat(size / 52)}\n  c"`],
    ['backslashes', (size: number) => `"${'\\\\'.repeat(size / 2)}"`],
    ['quotes', (size: number) => `'${"''".repeat(size / 2)}'`],
    ['colons', (size: number) => `a${':'.repeat(size)}b`],
    ['hashes', (size: number) => `a${'#'.repeat(size)}b`],
    ['commas and brackets', (size: number) => `[${'[],'.repeat(size / 3)}]`],
    ['keys', (size: number) => Array.from({ length: size / 8 }, (_, nth) => `k${nth}:`).join('\n')],
    ['blocks', (size: number) => `${'- |\n  a\n'.repeat(size / 8)}`],
    ['blank lines', (size: number) => `a: b${'\n'.repeat(size)}  c`],
    ['lines of a text', (size: number) => `a: b${'\n  c'.repeat(size / 4)}`],
    ['lines in quotes', (size: number) => `a: "b${'\n  c'.repeat(size / 4)}"`],
  ])('%s', (_, make) => {
    const text = make(96_000).slice(0, 100_000);
    const began = performance.now();
    readYaml(text);
    // Quadratic time would take minutes; this machine may be busy.
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
