import { describe, expect, it } from 'vitest';
import { SIGN_IN_FAULTS } from '../../../shared/auth.vocabulary.ts';
import { takeFault } from './sign-in-fault.ts';
import { accountEn } from './texts.en.ts';
import { accountJa } from './texts.ja.ts';

const place = (search: string, hash = '') => ({ pathname: '/account/', search, hash });

describe('the fault of a sign-in', () => {
  it.each(SIGN_IN_FAULTS)('%s has a text in both languages', (fault) => {
    expect(takeFault(place(`?error=${fault}`), () => {})).toBe(fault);
    expect(accountEn.faults[fault]).not.toBe(accountEn.faults.unknown);
    expect(accountJa.faults[fault]).not.toBe(accountJa.faults.unknown);
  });

  it.each(['', 'constructor', '<b>Your account is blocked</b>'])(
    'does not repeat what it does not know: %j',
    (said) => {
      expect(takeFault(place(`?error=${encodeURIComponent(said)}`), () => {})).toBe('unknown');
    },
  );

  it('leaves the address without its query, once', () => {
    const addresses: string[] = [];
    takeFault(place('?error=denied&x=1', '#keys'), (address) => void addresses.push(address));
    takeFault(place('?x=1'), (address) => void addresses.push(address));
    expect(addresses).toEqual(['/account/#keys']);
  });
});
