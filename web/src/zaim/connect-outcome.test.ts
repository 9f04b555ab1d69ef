import { describe, expect, it } from 'vitest';
import { CONNECT_ERRORS, FETCH_FAILURES } from '../../../shared/zaim.vocabulary.ts';
import { takeOutcome } from './connect-outcome.ts';
import { zaimEn } from './texts.en.ts';
import { zaimJa } from './texts.ja.ts';

const place = (search: string) => ({ pathname: '/zaim/', search });
const take = (search: string) => takeOutcome(place(search), () => {});

describe('what became of a connection', () => {
  it.each(CONNECT_ERRORS)('%s is known and explained in words of its own, in both languages', (error) => {
    expect(take(`?error=${error}`)).toEqual({ kind: error });
    for (const { errors } of [zaimEn, zaimJa]) {
      expect(Object.values(errors).filter((text) => text === errors[error])).toHaveLength(1);
    }
  });

  it.each(FETCH_FAILURES)(
    'a fetch that failed by %s is explained in words of its own, in both languages',
    (failure) => {
      for (const { failures } of [zaimEn, zaimJa]) {
        expect(Object.values(failures).filter((text) => text === failures[failure])).toHaveLength(1);
      }
    },
  );

  it.each(['', 'constructor', '<b>Your account is blocked</b>'])(
    'does not repeat what it does not know: %j',
    (said) => {
      expect(take(`?error=${encodeURIComponent(said)}`)).toEqual({ kind: 'unknown' });
    },
  );

  it('takes the label of the connected account, and nothing that cannot be one', () => {
    expect(take('?connected=our-home')).toEqual({ kind: 'connected', account: 'our-home' });
    expect(take('?connected=%3Cb%3E')).toBeUndefined();
    // A failure is never covered by a success that stands beside it.
    expect(take('?connected=home&error=denied')).toEqual({ kind: 'denied' });
  });

  it('leaves the bare address, once', () => {
    const addresses: string[] = [];
    for (const search of ['?connected=home', '?error=denied&x=1', '?connected=%3Cb%3E', '?x=1'])
      takeOutcome(place(search), (address) => void addresses.push(address));
    expect(addresses).toEqual(['/zaim/', '/zaim/', '/zaim/']);
  });
});
