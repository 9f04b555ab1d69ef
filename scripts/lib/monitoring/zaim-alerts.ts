/** The part of the alert table about the household accounts and what is sealed at rest. */
import { type Alert, everywhere, percent } from './alert.ts';
import { promql, series } from './promql.ts';
import { added } from './recordings.ts';

const RUNBOOK = 'docs/runbooks/zaim.md';

export const ZAIM_ALERTS = [
  {
    name: 'ZaimStale',
    when: (env, most) =>
      promql`time() - max by (env, account) (${series('zaim_last_successful_fetch_timestamp_seconds', { env })}) > ${most}`,
    for: '5m',
    severity: 'warning',
    thresholds: everywhere(3600),
    summary: (most) => `The sums of a household are older than ${most / 60} minutes.`,
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimFetchFailures',
    when: (env, most) => promql`max by (env, account) (${series('zaim_consecutive_failures', { env })}) > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(5),
    summary: (most) => `More than ${most} fetches of a household failed in a row.`,
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimAuthLost',
    when: (env, least) => promql`min by (env, account) (${series('zaim_oauth_authenticated', { env })}) < ${least}`,
    for: '0m',
    severity: 'critical',
    thresholds: everywhere(1),
    summary: () => 'Zaim no longer accepts the token of a household: connect it again.',
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimAccessEnds',
    when: (env, least) =>
      promql`min by (env, account) (${series('zaim_access_ends_timestamp_seconds', { env })}) - time() < ${least}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(4 * 3600),
    summary: (least) => `Access to a household ends in less than ${least / 3600} hours.`,
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimBudgetSpent',
    when: (env, most) =>
      promql`max by (env, account) (${series('zaim_call_budget_used', { env })} / ${series('zaim_call_budget', { env })}) > ${most}`,
    for: '10m',
    severity: 'warning',
    thresholds: everywhere(0.9),
    summary: (most) => `A household has used more than ${percent(most)} of its calls to Zaim.`,
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimTruncated',
    when: (env, most) => promql`max by (env, account) (${series('zaim_fetch_truncated', { env })}) > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(0),
    summary: () => 'A household has more entries than a fetch may read: its sums stay as they were.',
    runbook: RUNBOOK,
  },
  {
    name: 'ZaimSpending',
    when: (env, most) => promql`max by (env, account) (${series('zaim_today_total_amount', { env })}) > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(10_000),
    summary: (most) => `A household paid more than ${most} today.`,
    runbook: RUNBOOK,
  },
  {
    name: 'SealedByUnknownKey',
    when: (env, most) => promql`sum by (env, kid) (${series('sealed_records', { env, key: 'unknown' })}) > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: everywhere(0),
    summary: () => 'Records at rest are sealed by a key that is not set: nothing opens them.',
    runbook: 'docs/runbooks/encryption-key-rotation.md',
  },
  {
    name: 'MetricsSourceFailures',
    when: (env, most) => promql`${added('env:metrics_source_failures:sum', env, '15m')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(3),
    summary: (most) => `A part of the metrics page was left out more than ${most} times within 15 minutes.`,
    runbook: RUNBOOK,
  },
] as const satisfies readonly Alert[];
