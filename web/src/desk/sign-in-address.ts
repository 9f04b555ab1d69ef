/** Where a browser goes to sign in, and how it comes back to the page it is on. No dependencies. */

interface Place {
  readonly pathname: string;
  readonly hash: string;
}

const LOGIN_PATH = '/auth/login';

/** @param stepUp True to have the provider ask anew, for a second factor. */
export function signInAddress({ pathname, hash }: Place, stepUp = false): string {
  const query = new URLSearchParams({ ...(stepUp && { step_up: '1' }), return_to: `${pathname}${hash}` });
  return `${LOGIN_PATH}?${query}`;
}
