/** Our reader of plain YAML, judged by js-yaml wherever both read. */
import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readPlainYaml, type Yaml, YamlError } from './plain-yaml.ts';

/** Numbers stay texts with us: told apart by js-yaml only. */
function alike(ours: unknown, theirs: unknown): unknown {
  if (typeof theirs === 'number') return Number(ours);
  if (Array.isArray(theirs)) return theirs.map((item, nth) => alike((ours as unknown[])[nth], item));
  if (typeof theirs !== 'object' || theirs === null) return ours;
  return Object.fromEntries(
    Object.entries(theirs).map(([name, item]) => [name, alike(Reflect.get(Object(ours), name), item)]),
  );
}

describe('what both read', () => {
  it.each([
    ['a map in a map', 'a:\n  b: c\n  d:\n    e: f\ng: h\n'],
    ['a list as far left as its key', 'a:\n- b\n- c\nd: e\n'],
    ['maps in a list', 'a:\n  - name: b\n    env: C\n  - name: d\n    list:\n      - e\n'],
    ['lists in a list', '- - a\n  - b\n- c\n'],
    ['nothing', 'a:\nb: ~\nc: null\nd: ""\n'],
    ['truth', 'a: true\nb: False\nc: "true"\nd: yes\n'],
    ['comments', '# one\na: b # two\n\n  # three\nc: "d # e"\nf: g#h\n'],
    ['addresses', 'a: https://host.example:8080/p?q=1#f\nb: {{x.y}}\n'.replace('{{x.y}}', '"{{x.y}}"')],
    ['brackets', 'a: [b, "c, d", \'e\', {f: g, h: [i]}]\nj: {}\nk: []\n'],
    ['brackets over lines', 'a: [\n  b,\n  c,\n  ]\nd: e\n'],
    ['blocks of text', 'a: |\n  one\n    two \n\n  three\n\nb: >-\n  one\n  two\n\n  three\nc: d\n'],
    ['texts over lines', 'a: one\n  two\n  three\nb: "four\n  five"\n'],
    ['quotes', 'a: \'it\'\'s\'\nb: "\\n\\t\\"\\\\ \\u5929 \\U0001F50C \\x41"\n"c d": e\n'],
    ['a document mark and Windows lines', '---\r\na: b\r\nc:\r\n  - d\r\n'],
  ])('%s', (_, text) => {
    const ours = readPlainYaml(text);
    expect(alike(ours, load(text))).toEqual(load(text));
    expect(JSON.stringify(ours)).toBeDefined();
  });

  it('whatever js-yaml writes', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9 _./:'"#,-]{0,30}$/);
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 4 },
        word,
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z_]{0,10}$/), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (told) => {
        const text = dump(told);
        expect(alike(readPlainYaml(text), load(text))).toEqual(load(text));
      }),
      { seed: 20_261_120, numRuns: 1000 },
    );
  });
});

it.each([
  ['an anchor', 'a: &x b\nc: *x\n'],
  ['an alias in brackets', 'a: &x [b]\nc: [*x]\n'],
  ['a tag', 'a: !!js/function "x"\n'],
  ['a merge', 'a: {b: c}\nd:\n  <<: {e: f}\n'],
  ['two documents', 'a: b\n---\nc: d\n'],
  ['a prototype', '__proto__: {a: b}\n'],
  ['a key twice', 'a: b\na: c\n'],
  ['tabs', 'a:\n\tb: c\n'],
  ['brackets without an end', 'a: [b\n'],
  ['a text without an end', 'a: "b\n'],
  ['an unknown escape', 'a: "\\q"\n'],
  ['a code point that is none', 'a: "\\UFFFFFFFF"\n'],
  ['depth without end', '['.repeat(5000)],
  ['depth without end by dashes', '- '.repeat(5000)],
])('refuses %s', (_, text) => {
  expect(() => readPlainYaml(text)).toThrow(YamlError);
});

it('reads or refuses whatever comes, and nothing else', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab:\-[\]{},"'#|>&*!\n ~\\]{0,60}$/), (text) => {
      let read: Yaml | undefined;
      try {
        read = readPlainYaml(text);
      } catch (error) {
        expect(error).toBeInstanceOf(YamlError);
      }
      expect(() => JSON.stringify(read)).not.toThrow();
    }),
    { seed: 20_261_120, numRuns: 3000 },
  );
});
