/** English texts of the account page. Numbers come in already formatted. */
import type { AccountFault } from './sign-in-fault.ts';

const faults = {
  sign_in_expired: 'That sign-in took too long or was used before. Begin again.',
  other_browser: 'That sign-in was begun in another browser. Begin again in this one.',
  denied: 'The sign-in was refused or cancelled. Begin again if that was a mistake.',
  provider_unavailable:
    'The sign-in provider does not answer as it should. Try again in a few minutes; nothing is lost.',
  implicit_refused:
    'The provider sent its answer in a form that is not accepted here. Trying again does not help: tell an operator.',
  sign_in_failed: 'The provider’s answer could not be accepted. Begin again; if it stays so, tell an operator.',
  step_up_failed: 'The provider did not ask you anew for a second factor. Begin again, and set one up there if asked.',
  not_configured: 'No sign-in provider is configured here. An operator has to do that first.',
  bad_request: 'The link to the sign-in was not valid. Begin again from this page.',
  rate_limited: 'Too many sign-ins from your network in a short time. Wait a minute, then begin again.',
  unavailable: 'Sign-in is not possible for the moment, and nothing was changed. Try again in a few minutes.',
  internal_error: 'Something went wrong on the server. Begin again; if it stays so, tell an operator.',
  unknown: 'The sign-in did not succeed. Begin again.',
} satisfies Record<AccountFault, string>;

export const accountEn = {
  title: 'Account',
  lead: 'Who you are here, where you are signed in, and your API keys.',
  footer: 'Signing in sets cookies that only this site reads. Playing needs no account.',
  faults,
  ended: 'Your session has ended. Sign in again to go on.',
  signInTitle: 'You are not signed in',
  signInText: 'Sign in to see your sessions and to make API keys. You show who you are at the provider, never here.',
  signInWith: (provider: string) => `Sign in with ${provider}`,
  noProvider: 'Nobody can sign in here: no sign-in provider is configured.',
  noProviderHint: 'For operators: set',
  signedIn: 'You are signed in',
  subject: 'Subject',
  roles: 'Roles',
  noRoles: 'None',
  secondFactor: 'Second factor',
  authenticatedAt: 'Shown who you are',
  idleUntil: 'Ends without activity',
  expiresAt: 'Ends at the latest',
  signOut: 'Sign out',
  toAccess: 'Manage access',
  toZaim: 'Zaim accounts',
  sessions: {
    title: 'Sessions',
    lead: 'Every browser in which you are signed in. End what you do not know.',
    here: 'This one',
    active: 'Last active',
    started: 'Signed in',
    factor: 'Second factor',
    end: 'End',
    endSpoken: (browser: string) => `End the session in ${browser}`,
    endSure: (browser: string) => `End the session in ${browser}?`,
    endText: 'Whoever uses it has to sign in again.',
    endYes: 'End the session',
    ended: (browser: string) => `The session in ${browser} has ended.`,
    endOthers: 'End all other sessions',
    endOthersSure: 'End all other sessions?',
    endOthersText: (count: number, shown: string) =>
      count === 1 ? 'One session ends. You stay signed in here.' : `${shown} sessions end. You stay signed in here.`,
    endOthersYes: 'End the others',
    endedOthers: (count: number, shown: string) =>
      count === 1 ? 'One other session has ended.' : `${shown} other sessions have ended.`,
  },
  keys: {
    title: 'API keys',
    lead: 'For scripts and services that act in your name. A key is shown once, when it is made.',
    none: 'You have no keys.',
  },
};
