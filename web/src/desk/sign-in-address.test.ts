import { describe, expect, it } from 'vitest';
import { loginAddress } from '../../../shared/auth.contract.ts';
import { loginQuery } from '../../../shared/auth.schema.ts';
import { signInAddress } from './sign-in-address.ts';

describe('the way to the sign-in', () => {
  it.each([
    [{ pathname: '/account/', hash: '' }, false],
    [{ pathname: '/access/', hash: '#subjects/user/a%26b' }, true],
  ])('comes back to %j', (place, stepUp) => {
    const url = new URL(signInAddress(place, stepUp), 'https://site.example');
    expect(url.pathname).toBe(loginAddress.path);
    expect(loginQuery.parse(Object.fromEntries(url.searchParams))).toEqual({
      ...(stepUp && { step_up: '1' }),
      return_to: `${place.pathname}${place.hash}`,
    });
  });
});
