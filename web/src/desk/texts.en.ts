/** English texts that the account and the access page have in common. */
export const deskEn = {
  loading: 'Loading…',
  working: 'Working…',
  retry: 'Try again',
  reload: 'Load again',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied.',
  copyFailed: 'This browser does not let the page copy. Select the text and copy it yourself.',
  none: '–',
  yes: 'Yes',
  no: 'No',
  stepUpNeeded: 'This needs a second factor, shown recently.',
  stepUp: 'Sign in again with a second factor',
  /** Codes whose common text speaks of rounds. */
  badRequest: 'The server does not accept what was entered.',
  badField: (field: string) => `The server does not accept what stands in “${field}”.`,
  badPlace: (pointer: string) => `The server does not accept the value at ${pointer}.`,
  invalidToken: 'The server does not accept this credential.',
  tokenExpired: 'This credential has expired.',
  notSignedIn: 'You are no longer signed in.',
  serverSays: 'The server says:',
};
