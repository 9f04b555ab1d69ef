/** English texts of the console's frame. */
import type { Section } from './place.ts';

export const consoleEn = {
  title: 'Console',
  lead: 'Find MCP servers, install them on your Docker host with secrets out of your vault, watch them and look into them.',
  footer: 'Secrets are fetched when they are needed and never stored in plain text.',
  parts: 'Parts of the console',
  ended: 'You were signed out. Sign in again to go on.',
  sections: {
    dashboard: 'Overview',
    catalogue: 'Catalogue',
    servers: 'Servers',
    sessions: 'Gateway sessions',
    gateways: 'Remote servers',
    jobs: 'Jobs',
    hosts: 'Docker hosts',
    secrets: 'Secrets',
    config: 'Gateway settings',
  } satisfies Record<Section, string>,
  door: {
    signedOutTitle: 'Sign in',
    signedOutText: 'The console is for people who sign in.',
    noProvider: 'Nobody can sign in here: no sign-in provider is configured.',
    signInWith: (provider: string) => `Sign in with ${provider}`,
    toAccount: 'Your account',
    lacksRoleTitle: 'Not for you yet',
    lacksRole: (name: string) =>
      `You are signed in as ${name}. An administrator can give you the role gateway-operator.`,
    unconfiguredTitle: 'There is no console here',
    unconfigured: 'An operator turns it on with the setting:',
  },
};
