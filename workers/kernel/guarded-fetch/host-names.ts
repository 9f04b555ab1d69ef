/** Host names as the guard compares them: what counts as public, and lists of them. Pure. */
import { HOST_CHARS_MAX, LABEL_CHARS_MAX } from './guarded-fetch.constants.ts';

/**
 * Top-level names that no public DNS answers for: RFC 6761, 6762, 7686, 8375, 9476, what ICANN keeps free for private use,
 * and what routers and offices made up.
 */
const NOT_PUBLIC = new Set([
  'alt',
  'arpa',
  'corp',
  'domain',
  'example',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'mail',
  'onion',
  'private',
  'test',
  'workgroup',
]);
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
/** Letters, or an internationalised one. */
const TOP_LABEL = /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/;

/** @param host As `URL.hostname` gives it, without a last dot: lower case, Punycode. */
export function isPublicName(host: string): boolean {
  if (host.length > HOST_CHARS_MAX) return false;
  const labels = host.split('.');
  const top = labels.at(-1) ?? '';
  return (
    labels.length > 1 &&
    labels.every((label) => label.length <= LABEL_CHARS_MAX && LABEL.test(label)) &&
    TOP_LABEL.test(top) &&
    !NOT_PUBLIC.has(top)
  );
}

/** An entry of a list: `mcp.example.com` alone, or `*.example.com` for every name below it. */
export type HostPattern = string;

/**
 * @param text Entries with commas between; empty for none.
 * @returns undefined when one of them is neither a public name nor a pattern of one.
 */
export function parseHostPatterns(text: string): readonly HostPattern[] | undefined {
  const patterns = text.split(',').flatMap((part) => part.trim() || []);
  const normalised = patterns.map((pattern) => {
    const [, wildcard = '', name = ''] = /^(\*\.)?([^*/:@?#\\\s]+)$/.exec(pattern) ?? [];
    const host = URL.canParse(`https://${name}/`) ? new URL(`https://${name}/`).hostname : '';
    return isPublicName(host) ? wildcard + host : undefined;
  });
  return normalised.every((pattern) => pattern !== undefined) ? normalised : undefined;
}

export function matchesHost(host: string, patterns: readonly HostPattern[]): boolean {
  return patterns.some((pattern) =>
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern,
  );
}
