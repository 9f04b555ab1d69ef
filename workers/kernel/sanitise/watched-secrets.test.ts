import { describe, expect, it } from 'vitest';
import { testClock } from '../../testing/harness.ts';
import { timeRatio } from '../../testing/time-ratio.ts';
import { WATCHED_CHARS_MAX, WATCHED_MS, WATCHED_VALUES_MAX } from './sanitise.constants.ts';
import { WatchedSecrets } from './watched-secrets.ts';

/** With every character that some encoding treats in its own way. */
const SECRET = `p/+ä"&<>'\\ 鍵~!*()%=?#\n${crypto.randomUUID()}`;

function watching(...values: string[]) {
  const clock = testClock();
  const watched = new WatchedSecrets(clock);
  for (const value of values) watched.watch(value);
  const hide = (text: string) =>
    watched.find(text).reduceRight((rest, { start, end }) => `${rest.slice(0, start)}[]${rest.slice(end)}`, text);
  return { clock, watched, hide };
}

const base64 = (text: string) => new TextEncoder().encode(text).toBase64();
const hex = (text: string) => new TextEncoder().encode(text).toHex();

describe('a watched secret', () => {
  const { hide } = watching(SECRET);

  it.each([
    ['as it is', SECRET],
    ['in hexadecimal', hex(SECRET)],
    ['in hexadecimal, upper case', hex(SECRET).toUpperCase()],
    ['in an address', encodeURIComponent(SECRET)],
    ['in an address, lower case', encodeURIComponent(SECRET).replace(/%../g, (percent) => percent.toLowerCase())],
    ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON within JSON', JSON.stringify(JSON.stringify(SECRET).slice(1, -1)).slice(1, -1)],
    [
      'in HTML',
      SECRET.replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
  ])('is found %s, wherever it stands', (_, form) => {
    expect(hide(form)).toBe('[]');
    expect(hide(`before ${form} between ${form}after`)).toBe('before [] between []after');
  });

  it.each(['', 'x', 'xy', 'xyz', 'user:'])('is found in base64 behind %j, with and without padding', (before) => {
    for (const after of ['', '!', '!!', '!!!']) {
      const encoded = base64(`${before}${SECRET}${after}`);
      const forms = [encoded, encoded.replaceAll('=', ''), encoded.replaceAll('+', '-').replaceAll('/', '_')];
      // What is left are the characters that the bytes around it have a part in.
      for (const form of forms) expect(hide(form)).toMatch(/^[\w+/-]{0,8}\[\][\w+/=-]{0,8}$/);
    }
  });

  it('is found without the blanks and line ends around it, which others take away', () => {
    expect(watching('a-value-from-a-file\n').hide('it was a-value-from-a-file.')).toBe('it was [].');
    expect(watching(' \t12345\n').hide('12345')).toBe('12345');
  });

  it('is found once where two share a beginning: the longer', () => {
    const two = watching('common-beginning', 'common-beginning-and-more');
    expect(two.hide('common-beginning common-beginning-and-more')).toBe('[] []');
  });

  it('is found as a whole where another runs into it', () => {
    const two = watching('first-and-common', 'common-and-last', 'and');
    expect(two.hide('a first-and-common-and-last b')).toBe('a [] b');
    expect(two.watched.find('first-and-commoncommon-and-last')).toEqual([
      { start: 0, end: 16 },
      { start: 16, end: 31 },
    ]);
  });

  it('leaves everything else alone', () => {
    expect(hide(`${SECRET.slice(0, -1)} ${SECRET.slice(1)} ${hex(SECRET).slice(2)}`)).not.toContain('[]');
  });
});

describe('the watch', () => {
  it('does not look for a value that is too short to mean anything', () => {
    const { hide, watched } = watching('12345');
    expect([watched.size, hide('12345')]).toEqual([0, '12345']);
  });

  it('ends by itself, and begins anew with every use', () => {
    const { clock, hide, watched } = watching('first-value', 'second-value');
    clock.advance(WATCHED_MS - 1);
    watched.watch('second-value');
    expect(hide('first-value second-value')).toBe('[] []');
    clock.advance(1);
    expect(hide('first-value second-value')).toBe('first-value []');
    clock.advance(WATCHED_MS);
    expect([hide('second-value'), watched.size]).toEqual(['second-value', 0]);
  });

  it('keeps the values used last when there are too many', () => {
    const values = Array.from({ length: WATCHED_VALUES_MAX + 1 }, (_, at) => `value number ${at};`);
    const { hide, watched } = watching(...values);
    expect(watched.size).toBe(WATCHED_VALUES_MAX);
    expect([values[0], values[1], values.at(-1)].map((value) => hide(value ?? ''))).toEqual([values[0], '[]', '[]']);
  });

  it('keeps no value, only fingerprints', () => {
    const { watched } = watching(SECRET);
    expect(Object.getOwnPropertyNames(watched)).toEqual([]);
  });

  it('takes time in proportion to the text, also for values made to be costly', () => {
    const { watched } = watching(
      `${'a'.repeat(WATCHED_CHARS_MAX - 1)}b`,
      ...Array.from({ length: 50 }, (_, at) => `aaaaaaaa${at}`),
    );
    const searchOf = (chars: number) => {
      const text = 'a'.repeat(chars);
      return () => expect(watched.find(text)).toEqual([]);
    };
    expect(timeRatio(searchOf(40_000), searchOf(400_000))).toBeLessThan(30);
  });
});
