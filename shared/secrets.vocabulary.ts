/** Words of the secrets: why a reference leads nowhere, and how a provider is. Pages translate them. No dependencies. */

/** Where secrets come from. Registered ones belong to a person; `env` is the operator's. */
export const REGISTERED_PREFIXES = ['bw', 'bws'] as const;
export type RegisteredPrefix = (typeof REGISTERED_PREFIXES)[number];

export const UNRESOLVED = {
  malformed: { problem: 'This is no reference.', remedy: 'Write it as {{ bw:item:field }}.' },
  not_registered: { problem: 'Its provider is not set up.', remedy: 'Set it up on the page Secrets.' },
  locked: { problem: 'The vault is locked.', remedy: 'Unlock it on the page Secrets and try again.' },
  not_found: { problem: 'The provider knows nothing by this name.', remedy: 'Choose it from the list.' },
  no_such_field: { problem: 'The item has no such field.', remedy: 'Choose one of its fields.' },
  ambiguous: { problem: 'Several items have this name.', remedy: 'Use the id of the one that is meant.' },
  empty: { problem: 'The value is empty.', remedy: 'Give it one at the provider.' },
  too_large: { problem: 'The value is too large.', remedy: 'Use one of at most 32 KB.' },
  access_refused: { problem: 'The provider does not let us in.', remedy: 'Check the token on the page Secrets.' },
  address_refused: {
    problem: 'The address of the provider may not be called from here.',
    remedy: 'Set the provider up with another one on the page Secrets.',
  },
  unreachable: { problem: 'The provider does not answer.', remedy: 'Try again in a while.' },
  unreadable: { problem: 'The answer of the provider is not what it should be.', remedy: 'Check its address.' },
  unsupported: {
    problem: 'The provider has encrypted it in a way that is not supported here.',
    remedy: 'Save the secret again with another client, or use another provider.',
  },
} as const satisfies Record<string, { readonly problem: string; readonly remedy: string }>;
export type UnresolvedReason = keyof typeof UNRESOLVED;
export const UNRESOLVED_REASONS = Object.keys(UNRESOLVED) as readonly UnresolvedReason[];

/** How a provider is when it is tried. */
export const PROVIDER_STATES = [
  'ready',
  'locked',
  'not_signed_in',
  'access_refused',
  'unreachable',
  'unreadable',
  'unsupported',
] as const;
export type ProviderState = (typeof PROVIDER_STATES)[number];
