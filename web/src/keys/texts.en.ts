/** English texts about API keys. Numbers come in already formatted. */
import type { ApiKey } from '../../../shared/api-keys.schema.ts';

const states = { active: 'Active', rolled: 'Replaced', expired: 'Expired', revoked: 'Revoked' } satisfies Record<
  ApiKey['state'],
  string
>;

export const keyEn = {
  states,
  begins: 'Begins with',
  owner: 'Owner',
  ownerType: 'Kind of owner',
  ownerId: 'Owner',
  scopes: 'Scopes',
  noScopes: 'None',
  expires: 'Ends',
  revokedAt: 'Revoked',
  lastUsed: 'Last used',
  neverUsed: 'Not yet',
  create: 'Make a key',
  name: 'Name',
  nameHint: 'What it is for, so that you find it again.',
  scopesField: 'Scopes',
  scopesHint: 'Such as orders:read, separated by spaces. You can give a key only what you may do yourself.',
  scopesHintAny: 'Such as orders:read, separated by spaces.',
  days: (count: number, shown: string) => (count === 1 ? '1 day' : `${shown} days`),
  lasts: 'Lasts',
  creating: 'Making the key…',
  made: 'The key was made. It is shown only now.',
  madeText: 'Copy it to where it is used. It is not stored here in readable form and cannot be shown again.',
  theKey: 'The new key',
  stored: 'I have stored it',
  roll: 'Replace',
  rollSpoken: (name: string) => `Replace the key ${name}`,
  rollTitle: (name: string) => `Replace the key ${name}?`,
  rollText: 'A new key with the same scopes works at once. The old one goes on for as long as you choose.',
  rollYes: 'Make the new key',
  overlap: 'The old key goes on for',
  overlapNone: 'Not at all',
  hours: (count: number, shown: string) => (count === 1 ? '1 hour' : `${shown} hours`),
  revoke: 'Revoke',
  revokeSpoken: (name: string) => `Revoke the key ${name}`,
  revokeSure: (name: string) => `Revoke the key ${name}?`,
  revokeText: 'It stops working within seconds, everywhere. This cannot be undone.',
  revokeYes: 'Revoke the key',
  revoked: (name: string) => `The key ${name} is revoked.`,
};
