/** English texts of the page of the Zaim accounts. Numbers and amounts come in already formatted. */
import { ACCOUNTS_MAX, type FetchFailure } from '../../../shared/zaim.vocabulary.ts';
import type { OutcomeError } from './connect-outcome.ts';

const errors = {
  denied: 'Access was not allowed at Zaim, so nothing was connected. Begin again if that was a mistake.',
  missing_parameters:
    'Zaim led back here without saying which connection it means. Nothing was connected. Begin again from this page.',
  unknown_request:
    'That connection took longer than ten minutes, was finished before, or was begun in another browser. Begin again in this one.',
  application_refused:
    'Zaim does not accept this site as an application. Trying again does not help: an operator has to check the consumer key, its secret and the clock.',
  callback_unconfirmed:
    'Zaim does not confirm the address to which it should lead back. Trying again does not help: an operator has to check the application at Zaim.',
  zaim_unavailable: 'Zaim does not answer, or not as it should. Nothing was connected. Try again in a few minutes.',
  exchange_refused: 'Zaim refused to hand over the access. Nothing was connected. Begin again.',
  exchange_unclear:
    'Zaim did not answer the last step, so nobody knows whether it gave access. Nothing was kept here. Begin again.',
  too_many_accounts: `${ACCOUNTS_MAX} accounts are connected, and there can be no more. Disconnect one first, then begin again.`,
  unavailable:
    'The stores of this site did not answer in the middle of it. If the account is not listed below, begin again in a few minutes.',
  unknown: 'The connection did not come about. Begin again.',
} satisfies Record<OutcomeError, string>;

const failures = {
  unauthorized: 'Zaim no longer accepts our access. Connect the account again.',
  unreachable: 'Zaim could not be reached.',
  timeout: 'Zaim took too long to answer.',
  redirect: 'Zaim led elsewhere instead of answering.',
  too_large: 'Zaim answered with more than is accepted at once.',
  status: 'Zaim answered with an error.',
  malformed: 'Zaim’s answer could not be understood.',
  truncated: 'There are more entries than one fetch may read.',
  budget: 'The calls to Zaim for this hour are used up.',
  sealed:
    'The stored access cannot be opened. An operator has to look at the encryption keys; connecting again helps, too.',
} satisfies Record<FetchFailure, string>;

export const zaimEn = {
  title: 'Zaim',
  lead: 'Household accounts at Zaim: how fresh their sums are, and this month against the last.',
  footer: 'For administrators. Names, places and comments of entries are never kept here.',
  errors,
  failures,
  connectedTitle: 'Authentication succeeded',
  connectedText: 'The connection with Zaim is complete.',
  ended: 'Your session has ended. Sign in again to go on.',
  door: {
    signedOutTitle: 'You are not signed in',
    signedOutText: 'Administrators connect accounts and see their sums here.',
    signInWith: (provider: string) => `Sign in with ${provider}`,
    noProvider: 'No sign-in provider is configured here, so nobody can sign in.',
    notAdminTitle: 'Not for this person',
    notAdmin: (name: string) => `You are signed in as ${name}. This page needs the role admin.`,
    toAccount: 'To the account page',
    unconfiguredTitle: 'Zaim is not configured',
    unconfigured: 'No application is registered for this site at Zaim yet, so no account can be connected.',
    unconfiguredHint: 'For operators: docs/zaim.md says how. Set',
  },
  accounts: 'Accounts',
  unreachable: (count: number, shown: string) =>
    count === 1 ? 'One account does not answer.' : `${shown} accounts do not answer.`,
  connect: {
    firstTitle: 'Connect an account',
    nextTitle: 'Connect another account',
    label: 'Name of the account here',
    labelHint:
      'It becomes the label “account” in Prometheus and Grafana: a lower-case letter, then letters, digits or -.',
    labelFault: 'Begin with a lower-case letter; then at most 30 lower-case letters, digits or -.',
    replaces: (account: string) =>
      `${account} is connected already. Its connection will be replaced, and its sums fetched anew.`,
    steps: 'What will happen',
    stepAway: 'You go to Zaim and sign in there. Your password never comes here.',
    stepAllow: 'Zaim asks whether you allow access. This site reads; it never writes, changes or deletes an entry.',
    stepBack: 'You come back to this page, in this browser, within ten minutes.',
    stepFetch:
      'Sums by day, category and account are kept here, and fetched anew in the background until you disconnect.',
    submit: 'Go to Zaim',
    again: 'Connect again',
  },
  connection: {
    title: (account: string) => `Account ${account}`,
    state: 'Connection',
    states: { connected: 'Connected', lost: 'Access lost' },
    connectedAt: 'Connected',
    access: 'Access',
    permanent: 'Permanent',
    accessEnds: 'Ends',
    accessEnded: 'Ended',
    lost: 'Zaim no longer accepts our access. What is shown is from the last good fetch. Connect again to go on.',
    limitedEnds: 'Access to Zaim ends',
    limited:
      'It ends 24 hours after connecting unless the application has the permission “permanently accessible”. Connect again after that.',
    limitedHint: 'Access that works for longer counts as permanent, and this notice goes away.',
    over: 'Access without the permission “permanently accessible” is over by now. Connect again to go on.',
  },
  freshness: {
    lastSuccess: 'Last fetched',
    notYet: 'Not yet',
    lastAttempt: 'Last attempt',
    nextFetch: 'Next fetch',
    due: 'Due now',
    read: 'Read',
    readText: (count: number, shown: string) => (count === 1 ? '1 entry' : `${shown} entries`),
    calls: 'Calls in this hour',
    callsText: (used: string, budget: string) => `${used} of ${budget}`,
    underWay: 'Fetching from Zaim…',
    failed: (count: number, shown: string) =>
      count === 1 ? 'The last fetch failed.' : `The last ${shown} fetches failed.`,
    shownIsOld: 'What is shown is from the last good fetch.',
    fetchNow: 'Fetch now',
    maySoon: (time: string) => `Possible again in ${time}`,
    tooSoon: 'That was too early for another fetch. Wait until it is possible again.',
    fetched: 'Fetched.',
    seconds: (count: number, shown: string) => (count === 1 ? '1 second' : `${shown} seconds`),
    minutes: (count: number, shown: string) => (count === 1 ? '1 minute' : `${shown} minutes`),
  },
  disconnect: {
    label: 'Disconnect',
    question: (account: string) => `Disconnect ${account}?`,
    consequence:
      'Its access is forgotten here, and all its sums and series at once. At Zaim nothing changes; the application stays listed there until you remove it.',
    yes: 'Disconnect',
    done: (account: string) => `${account} is disconnected.`,
  },
  sums: {
    title: 'This month against last',
    today: 'Spent today',
    spent: 'Spent this month',
    spentBefore: 'Spent last month',
    balance: 'Balance this month',
    unknown: 'Not known',
    nothingYet: 'There are no sums yet: the first fetch has not ended.',
    noEntries: 'There are no entries in these two months.',
    chart: 'Spending by category',
    chartNote: 'This month is not over yet; the last one is whole.',
    category: 'Category',
    thisMonth: 'This month',
    lastMonth: 'Last month',
    rest: 'Other',
    noSpending: 'Nothing was spent in these two months.',
    all: 'All sums',
    kind: 'Kind',
    payment: 'Payments',
    income: 'Income',
    transfer: 'Transfers',
    balanceRow: 'Balance',
    entries: 'Entries',
  },
};
