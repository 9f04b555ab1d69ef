/** What can be said about an address from its text alone, before anybody is asked. Pure. */
import type { UrlRefusal } from '../../../shared/outbound.vocabulary.ts';
import { URL_CHARS_MAX } from './guarded-fetch.constants.ts';
import { isPublicName, matchesHost } from './host-names.ts';

export interface OutboundRules {
  /** Hosts that may be called; every public one when it is empty. */
  readonly allowedHosts: readonly string[];
  /** Origins of the operator's own, to which nothing of the rest applies. */
  readonly trustedOrigins: readonly string[];
}

export type TextVerdict =
  | { readonly kind: 'trusted'; readonly url: URL }
  /** Its host is still to be looked up. */
  | { readonly kind: 'look_up'; readonly url: URL }
  | { readonly kind: 'refused'; readonly reason: UrlRefusal };

/** What parsers disagree about: blanks, control characters and backslashes anywhere, no or other slashes behind the scheme. */
const CONFUSABLE = /[\p{Cc}\p{Cf}\p{Z}\\]/u;
const COMPLETE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i;

/**
 * @returns The address with its host in the one form that names it: lower case, Punycode, no last dot. That address is to be
 * called, not the text.
 */
export function judgeText(text: string, { allowedHosts, trustedOrigins }: OutboundRules): TextVerdict {
  if (text.length > URL_CHARS_MAX) return refused('too_long');
  if (CONFUSABLE.test(text)) return refused('malformed');
  // The scheme first: a reader of `file:///etc/passwd` needs no lesson about slashes.
  if (!/^https?:/i.test(text) && URL.canParse(text)) return refused('not_https');
  if (!COMPLETE.test(text) || !URL.canParse(text)) return refused('malformed');
  const url = new URL(text);
  url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  // The text, since an empty user name leaves no trace in what was parsed.
  if (url.username !== '' || url.password !== '' || /^[^/?#]*@/.test(text.slice(text.indexOf('://') + 3))) {
    return refused('credentials_in_url');
  }
  if (trustedOrigins.includes(url.origin)) return { kind: 'trusted', url };
  if (url.protocol !== 'https:') return refused('not_https');
  if (url.port !== '') return refused('port_not_default');
  // The parser has turned every notation of an IPv4 address into four decimal parts.
  if (url.hostname.startsWith('[') || /(?:^|\.)\d+$/.test(url.hostname)) return refused('address_literal');
  if (!isPublicName(url.hostname)) return refused('name_not_public');
  if (allowedHosts.length > 0 && !matchesHost(url.hostname, allowedHosts)) return refused('host_not_allowed');
  return { kind: 'look_up', url };
}

function refused(reason: UrlRefusal): TextVerdict {
  return { kind: 'refused', reason };
}
