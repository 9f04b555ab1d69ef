/** What an alert is, and what the tables of them share. */
import type { Environment, PromQl } from './promql.ts';

export interface Alert {
  readonly name: string;
  /** True while the alert should fire. `threshold` is that of the environment. */
  readonly when: (env: Environment, threshold: number) => PromQl;
  /** How long it must be true. */
  readonly for: `${number}m`;
  readonly severity: 'critical' | 'warning';
  readonly thresholds: Readonly<Record<Environment, number>>;
  readonly summary: (threshold: number) => string;
  /** Path in the repository. */
  readonly runbook: `docs/runbooks/${string}.md`;
}

export const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
export const everywhere = (threshold: number) => ({ local: threshold, staging: threshold, production: threshold });
