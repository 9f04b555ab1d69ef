import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandsOf, parseRevisionToken, policiesToken, subjectToken } from './revision-token.ts';

const ann = { type: 'user', id: 'ann' };

describe('a revision token', () => {
  it('names what was encoded, whatever the subject is called', () => {
    const name = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength: maxLength });
    fc.assert(
      fc.property(name(16), name(64), fc.nat(), (type, id, epoch) => {
        const token = subjectToken({ type, id }, epoch);
        expect(token).toMatch(/^rt1\.[A-Za-z0-9_-]+$/);
        expect(parseRevisionToken(token)).toEqual({ subject: { subject: { type, id }, epoch } });
      }),
    );
    expect(parseRevisionToken(policiesToken(7))).toEqual({ policies: 7 });
  });

  it('takes the longest names there are', () => {
    const subject = { type: '\u{1}'.repeat(64), id: '\u{1}'.repeat(256) };
    expect(parseRevisionToken(subjectToken(subject, 1))).toEqual({ subject: { subject, epoch: 1 } });
  });

  const encoded = (value: unknown) => `rt1.${btoa(JSON.stringify(value)).replaceAll('=', '')}`;
  it.each([
    '',
    'rt1.',
    'rt1.e30',
    'rt2.eyJwIjoxfQ',
    ` ${policiesToken(1)}`,
    `${policiesToken(1)}=`,
    `${policiesToken(1)}\n`,
    'rt1.____',
    `rt1.${'A'.repeat(5000)}`,
    encoded({ p: -1 }),
    encoded({ p: 1.5 }),
    encoded({ p: 1e300 }),
    encoded({ p: '1' }),
    encoded({ p: 1, t: 'user', i: 'ann', e: 1 }),
    encoded({ t: 'user', i: '', e: 1 }),
    encoded({ t: 'user', i: 'a'.repeat(257), e: 1 }),
    encoded([{ p: 1 }]),
    encoded(null),
  ])('is refused as %.40j', (text) => {
    expect(parseRevisionToken(text)).toBeUndefined();
  });

  it('is never thrown at by random text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseRevisionToken(`rt1.${text}`)?.policies === undefined));
  });

  it('asks a check for its own subject and for the policies, and nothing for another subject', () => {
    const ofAnn = parseRevisionToken(subjectToken(ann, 4)) ?? {};
    expect(demandsOf(ofAnn, ann)).toEqual({ policies: 'bounded', subject: { atLeast: 4 } });
    expect(demandsOf(ofAnn, { type: 'service', id: 'ann' })).toEqual({ policies: 'bounded', subject: 'bounded' });
    expect(demandsOf({ policies: 9 }, ann)).toEqual({ policies: { atLeast: 9 }, subject: 'bounded' });
  });
});
