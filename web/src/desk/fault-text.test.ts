import { describe, expect, it } from 'vitest';
import type { ClientErrorCode } from '../../../shared/client.ts';
import { faultText } from './fault-text.ts';
import { deskEn } from './texts.en.ts';

const FIELDS = { '/name': 'Name', '/permissions': 'Permissions' };
const said = (code: ClientErrorCode, pointer?: string) =>
  faultText({ code, details: pointer === undefined ? undefined : { pointer } }, FIELDS, deskEn);

describe('the text of a refusal', () => {
  it.each([
    ['/name', deskEn.badField('Name')],
    ['/permissions/3/action', deskEn.badField('Permissions')],
    ['/names', deskEn.badPlace('/names')],
    ['', deskEn.badRequest],
    [undefined, deskEn.badRequest],
  ])('names the field at %j', (pointer, text) => {
    expect(said('bad_request', pointer)).toBe(text);
  });

  it('does not speak of rounds where a credential is meant', () => {
    expect([said('invalid_token'), said('token_expired')]).toEqual([deskEn.invalidToken, deskEn.tokenExpired]);
  });

  it('says why an address is not called', () => {
    const refused = (reason: string) => faultText({ code: 'url_refused', details: { reason } }, {}, deskEn);
    expect(refused('private_address')).toBe(deskEn.urlRefusals.private_address);
    expect(refused('something new')).toBeUndefined();
  });

  it('leaves other codes to their common text', () => {
    expect(said('unavailable')).toBeUndefined();
  });
});
