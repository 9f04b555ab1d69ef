/** Why an address that somebody typed may not be called from here. Words of the API; pages translate them. */

export const URL_REFUSALS = {
  malformed: {
    problem: 'This is not a complete address.',
    remedy: 'Write it in full, such as https://mcp.example.com/path, without blanks or backslashes.',
  },
  too_long: { problem: 'This address is too long.', remedy: 'Use one of at most 2,048 characters.' },
  not_https: { problem: 'This address is not https.', remedy: 'Use an address that begins with https://.' },
  credentials_in_url: {
    problem: 'This address contains a user name or a password.',
    remedy: 'Take them out of the address and give a token in its own field.',
  },
  port_not_default: {
    problem: 'This address names another port than 443.',
    remedy: 'Serve it on the ordinary port of https, for example through a tunnel.',
  },
  address_literal: {
    problem: 'This address has a number in place of a host name.',
    remedy: 'Use the public host name that the certificate is for.',
  },
  name_not_public: {
    problem: 'This host name is not one of the public internet.',
    remedy: 'Use a name under a public domain, for example through a tunnel.',
  },
  host_not_allowed: {
    problem: 'This host is not on the list of the operator.',
    remedy: 'Ask the operator to add it to OUTBOUND_ALLOWED_HOSTS.',
  },
  name_unknown: {
    problem: 'This host name has no address.',
    remedy: 'Check the spelling, or wait until DNS knows it.',
  },
  dns_failed: { problem: 'The addresses of this host could not be looked up.', remedy: 'Try again in a while.' },
  private_address: {
    problem: 'This host leads into a private network.',
    remedy: 'Publish the service under a public address, for example through a tunnel.',
  },
  special_address: {
    problem: 'This host leads to an address that is no ordinary public one.',
    remedy: 'Give the host ordinary public addresses only, in IPv4 and in IPv6.',
  },
} as const satisfies Record<string, { readonly problem: string; readonly remedy: string }>;

export type UrlRefusal = keyof typeof URL_REFUSALS;
