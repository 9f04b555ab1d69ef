/** The settings that say who may read the metrics, and what is wrong or worth knowing about them taken together. */
import * as z from 'zod';
import { type AddressList, parseAddressList } from '../address-list.ts';
import type { EnvProblem } from '../env.ts';

export interface ScrapeSettings {
  readonly METRICS_ALLOWLIST: AddressList;
  readonly METRICS_ALLOW_PUBLIC: 'true' | 'false';
}

/** A comma-separated list of address ranges. */
export const addressList = z.string().transform((text, context) => {
  const list = parseAddressList(text);
  if (list !== undefined) return list;
  context.addIssue({
    code: 'custom',
    message:
      'must be a comma-separated list of ranges such as 192.0.2.0/24 or 2001:db8::/32, with no bits beyond the prefix',
  });
  return z.NEVER;
});

/** An open door must be meant. */
export function scrapeProblems(settings: ScrapeSettings): EnvProblem[] {
  if (!settings.METRICS_ALLOWLIST.isWide || settings.METRICS_ALLOW_PUBLIC === 'true') return [];
  const remedy = 'Name the addresses of your Prometheus, or set METRICS_ALLOW_PUBLIC to "true" if everybody may read.';
  return [{ variable: 'METRICS_ALLOWLIST', problem: 'opens the metrics to everybody', remedy }];
}

/** A shut door is safe, and easily taken for a fault. */
export function scrapeNotes(
  { METRICS_ALLOWLIST }: ScrapeSettings,
  { METRICS_TOKEN }: { readonly METRICS_TOKEN?: string | undefined },
): EnvProblem[] {
  if (!METRICS_ALLOWLIST.isEmpty || METRICS_TOKEN !== undefined) return [];
  return [
    {
      variable: 'METRICS_ALLOWLIST',
      problem: 'is empty and METRICS_TOKEN is not set, so /metrics answers 403 to everybody',
      remedy:
        'List the addresses of your Prometheus in METRICS_ALLOWLIST, or set METRICS_TOKEN with "wrangler secret put".',
    },
  ];
}
