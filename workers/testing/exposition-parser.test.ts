/** The strict reader is only worth something if it refuses: one page for each thing that it must not let pass. */
import { describe, expect, it } from 'vitest';
import { parsePage } from './exposition-parser.ts';

const head = '# TYPE a histogram\n# HELP a Text.\n';
const good = `${head}a_bucket{le="1.0"} 1\na_bucket{le="+Inf"} 2\na_sum 3\na_count 2\n`;
const counter = (lines: string) => `# TYPE c counter\n# HELP c Text.\n${lines}`;

describe('parsePage', () => {
  it('takes a sound page', () => {
    expect(parsePage(`${good}${counter('c_total{x="1"} 1\n')}# EOF\n`, 'openmetrics')).toHaveLength(2);
    expect(parsePage('# HELP c_total T.\n# TYPE c_total counter\nc_total 1\n', 'text')).toHaveLength(1);
  });

  it.each([
    ['an empty page', '# EOF\n'],
    ['no # EOF', good],
    ['text after # EOF', `${good}# EOF\n\n`],
    ['a blank line', `${good}\n# EOF\n`],
    ['a comment', `${good}# hello\n# EOF\n`],
    ['carriage returns', `${good}# EOF\n`.replaceAll('\n', '\r\n')],
    ['HELP before TYPE', good.replace(head, '# HELP a Text.\n# TYPE a histogram\n')],
    ['a series twice', `${counter('c_total 1\nc_total 1\n')}# EOF\n`],
    [
      'a series twice with its labels in another order',
      `${counter('c_total{x="1",y="2"} 1\nc_total{y="2",x="1"} 1\n')}# EOF\n`,
    ],
    ['a family in pieces', `${counter('c_total{x="1"} 1\n')}${good}${counter('c_total{x="2"} 1\n')}# EOF\n`],
    ['a foreign sample', `${counter('d_total 1\n')}# EOF\n`],
    ['a counter without _total', `${counter('c 1\n')}# EOF\n`],
    ['a negative counter', `${counter('c_total -1\n')}# EOF\n`],
    ['a counter that is NaN', `${counter('c_total NaN\n')}# EOF\n`],
    ['no +Inf', `${good.replace('a_bucket{le="+Inf"} 2\n', '')}# EOF\n`],
    ['falling buckets', `${good.replace('"1.0"} 1', '"1.0"} 3')}# EOF\n`],
    ['unsorted bounds', `${good.replace('a_bucket{le="1.0"} 1', 'a_bucket{le="2.0"} 1\na_bucket{le="1.0"} 1')}# EOF\n`],
    ['a bound that is no float', `${good.replace('"1.0"', '"1"')}# EOF\n`],
    ['a wrong count', `${good.replace('a_count 2', 'a_count 1')}# EOF\n`],
    ['a sum without count', `${good.replace('a_count 2\n', '')}# EOF\n`],
    ['an exemplar outside its bucket', `${good.replace('le="1.0"} 1', 'le="1.0"} 1 # {i="x"} 2 1')}# EOF\n`],
    [
      'an exemplar that is too long',
      `${good.replace('le="1.0"} 1', `le="1.0"} 1 # {i="${'x'.repeat(128)}"} 0.5 1`)}# EOF\n`,
    ],
    ['a line feed that is not escaped', `${counter('c_total{x="\n"} 1\n')}# EOF\n`],
    ['an unknown escape', `${counter('c_total{x="\\t"} 1\n')}# EOF\n`],
    ['a label twice', `${counter('c_total{x="1",x="1"} 1\n')}# EOF\n`],
    ['a wrong unit', `${good.replace('# HELP', '# UNIT a seconds\n# HELP')}# EOF\n`],
  ])('refuses %s', (_, page) => {
    expect(() => parsePage(page, 'openmetrics')).toThrow(SyntaxError);
  });
});
