/** The settings of calls to addresses that people type in. */
import * as z from 'zod';
import type { EnvProblem } from '../env.ts';
import { isPublicName, parseHostPatterns } from '../guarded-fetch/host-names.ts';

const URL_CHARS_MAX = 256;
const LIST_CHARS_MAX = 4096;

const hostPatterns = z
  .string()
  .max(LIST_CHARS_MAX)
  .default('')
  .transform((text, context) => {
    const patterns = parseHostPatterns(text);
    if (patterns !== undefined) return patterns;
    context.addIssue({
      code: 'custom',
      message: 'must be a comma-separated list of public host names such as mcp.vendor.com or *.vendor.com',
    });
    return z.NEVER;
  });

const origins = z
  .string()
  .max(LIST_CHARS_MAX)
  .default('')
  .transform((text, context) => {
    const list = text.split(',').flatMap((part) => part.trim() || []);
    if (list.every((item) => /^https?:/.test(item) && URL.canParse(item) && new URL(item).origin === item)) return list;
    context.addIssue({
      code: 'custom',
      message: 'must be a comma-separated list of origins such as https://docker.vendor.com',
    });
    return z.NEVER;
  });

export const outboundSettings = {
  /** Hosts that people may have called from here, the first gate; empty for every public one. */
  OUTBOUND_ALLOWED_HOSTS: hostPatterns,
  /** Origins of the operator's own that are called without a judgement. */
  OUTBOUND_TRUSTED_ORIGINS: origins,
  /** Resolver that says where a host is, in JSON over https. */
  DNS_OVER_HTTPS_URL: z
    .url({ protocol: /^https?$/ })
    .max(URL_CHARS_MAX)
    .default('https://cloudflare-dns.com/dns-query'),
} as const;

interface OutboundSettings {
  readonly ENVIRONMENT: 'local' | 'staging' | 'production';
  readonly OUTBOUND_TRUSTED_ORIGINS: readonly string[];
  readonly DNS_OVER_HTTPS_URL: string;
}

/** What may stand there on a developer's machine only: plain http, and addresses that are not public. */
export function outboundProblems(settings: OutboundSettings): EnvProblem[] {
  if (settings.ENVIRONMENT === 'local') return [];
  const problems: EnvProblem[] = [];
  for (const origin of settings.OUTBOUND_TRUSTED_ORIGINS) {
    const { protocol, hostname } = new URL(origin);
    const problem =
      protocol !== 'https:'
        ? 'names an origin that is not https'
        : isPublicName(hostname)
          ? undefined
          : 'names a host that is not public';
    if (problem === undefined) continue;
    const remedy = 'Publish it under a public name with https, for example through a tunnel, or take it out.';
    problems.push({ variable: 'OUTBOUND_TRUSTED_ORIGINS', problem, remedy });
  }
  if (!settings.DNS_OVER_HTTPS_URL.startsWith('https://')) {
    const remedy = 'Take it out of [vars], or name a resolver that is reached by https.';
    problems.push({ variable: 'DNS_OVER_HTTPS_URL', problem: 'is not https', remedy });
  }
  return problems;
}
