import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionRequest } from '../policies/model.ts';
import { canonical, decisionKey, lengthPrefixed } from './decision-key.ts';

const FACTS = { epoch: 1, revision: 1, usesAddress: true };
const BASE: DecisionRequest = {
  subject: { type: 'user', id: 'ann', properties: { a: 1, b: [1, { c: 2, d: null }] } },
  action: { name: 'read', properties: { soft: true } },
  resource: { type: 'file', id: '1', properties: { owner: 'ben' } },
  context: { channel: 'web' },
  credentialRoles: ['user', 'editor'],
  address: '192.0.2.1',
};
const key = (change: Partial<DecisionRequest> = {}, facts: Partial<typeof FACTS> = {}) =>
  decisionKey({ ...BASE, ...change }, { ...FACTS, ...facts });

describe('the key of a decision', () => {
  it.each<[string, Partial<DecisionRequest>, Partial<typeof FACTS>?]>([
    ['type of the subject', { subject: { ...BASE.subject, type: 'service' } }],
    ['id of the subject', { subject: { ...BASE.subject, id: 'Ann' } }],
    ['properties of the subject', { subject: { type: 'user', id: 'ann' } }],
    ['action', { action: { ...BASE.action, name: 'write' } }],
    ['properties of the action', { action: { name: 'read', properties: { soft: 'true' } } }],
    ['type of the resource', { resource: { ...BASE.resource, type: 'folder' } }],
    ['id of the resource', { resource: { ...BASE.resource, id: '2' } }],
    ['properties of the resource', { resource: { ...BASE.resource, properties: {} } }],
    ['context', { context: { channel: 'web', more: null } }],
    ['roles of the credential', { credentialRoles: ['user'] }],
    ['address', { address: '192.0.2.2' }],
    ['lack of an address', { address: undefined }],
    ['epoch', {}, { epoch: 2 }],
    ['revision', {}, { revision: 2 }],
    ['use of addresses', {}, { usesAddress: false }],
  ])('changes with the %s', async (_, change, facts) => {
    expect(await key(change, facts)).not.toBe(await key());
  });

  it('does not change with the order of members or roles, nor with an address that no policy looks at', async () => {
    const properties = { b: [1, { d: null, c: 2 }], a: 1 };
    const same = { subject: { type: 'user', id: 'ann', properties }, credentialRoles: ['editor', 'user', 'user'] };
    expect(await key(same)).toBe(await key());
    expect(await key({ address: '192.0.2.2' }, { usesAddress: false })).toBe(await key({}, { usesAddress: false }));
  });

  it('refuses half a character instead of taking all of them for the same', async () => {
    for (const id of ['\ud800', 'a\udfff']) {
      await expect(key({ subject: { type: 'user', id } })).rejects.toThrow(RangeError);
    }
  });
});

describe('length-prefixed parts', () => {
  const part = fc.string({ unit: 'grapheme', maxLength: 12 });
  const parts = fc.array(fc.oneof(part, fc.constantFrom('', '\0', '\0\0\0\u0001', 'a', 'ab', '1:a')), { maxLength: 6 });

  it('are never the same bytes for two different lists', () => {
    const hex = (list: readonly string[]) => lengthPrefixed(list).toHex();
    fc.assert(
      fc.property(parts, parts, (one, two) => {
        expect(hex(one) === hex(two)).toBe(JSON.stringify(one) === JSON.stringify(two));
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot be imitated from inside a part, whatever stands between two of them', () => {
    const joiner = fc.string({
      unit: fc.constantFrom('\0', '\u0001', '\u0002', ':', ',', '1', '"', '\n'),
      maxLength: 5,
    });
    fc.assert(
      fc.property(part, part, joiner, (one, two, between) => {
        const hex = lengthPrefixed([one, two]).toHex();
        expect(lengthPrefixed([one + between + two]).toHex()).not.toBe(hex);
        if (between !== '') expect(lengthPrefixed([one + between, two]).toHex()).not.toBe(hex);
      }),
      {
        numRuns: 2000,
        examples: [
          ['a', 'b', '\0\0\0\0'],
          ['a', 'b', '\0\0\0\u0001'],
          ['a', 'b', ''],
        ],
      },
    );
  });

  it('do not meet when a border between two parts moves', () => {
    fc.assert(
      fc.property(part, part, fc.nat(12), (one, two, shift) => {
        const joined = one + two;
        const at = shift % (joined.length + 1);
        const moved = [joined.slice(0, at), joined.slice(at)];
        fc.pre(moved.every((text) => text.isWellFormed()) && moved[0] !== one);
        expect(lengthPrefixed(moved).toHex()).not.toBe(lengthPrefixed([one, two]).toHex());
      }),
    );
  });
});

it('writes equal JSON values alike and different ones differently', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (one, two) => {
      type Value = Parameters<typeof canonical>[0];
      const text = canonical(one as Value);
      expect(canonical(JSON.parse(text) as Value)).toBe(text);
      // The engine's equality tells apart what the text tells apart; only zero has two forms.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(one)));
      if (canonical(two as Value) === text) expect(JSON.parse(JSON.stringify(two))).toEqual(JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});
