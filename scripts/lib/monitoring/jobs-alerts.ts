/** The part of the alert table about background jobs. */
import { type Alert, everywhere, percent } from './alert.ts';
import { promql, series } from './promql.ts';
import { added } from './recordings.ts';

const RUNBOOK = 'docs/runbooks/jobs.md';
/** Jobs within an hour below which a share says nothing. */
const JOBS_MIN = 5;

export const JOBS_ALERTS = [
  {
    name: 'JobDeadLetters',
    when: (env, most) => promql`max by (env) (${series('jobs_dead_letters_waiting', { env })}) > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(0),
    summary: () =>
      'Jobs or messages were put aside because nobody could work on them: look at each, replay or remove it.',
    runbook: RUNBOOK,
  },
  {
    name: 'JobFailureShare',
    when: (env, most) => {
      const finished = added('env:jobs_finished:sum', env, '1h');
      return promql`${added('env:jobs_failed:sum', env, '1h')} / ${finished} > ${most} and ${finished} >= ${JOBS_MIN}`;
    },
    for: '0m',
    severity: 'warning',
    thresholds: { local: 0.5, staging: 0.3, production: 0.2 },
    summary: (most) => `More than ${percent(most)} of the jobs of an hour failed or timed out.`,
    runbook: RUNBOOK,
  },
  {
    name: 'JobStuck',
    when: (env, most) =>
      promql`time() - max by (env) (${series('jobs_oldest_unfinished_timestamp_seconds', { env })}) > ${most}`,
    for: '5m',
    severity: 'critical',
    thresholds: everywhere(3600),
    summary: (most) => `A job goes on for longer than ${most / 60} minutes: every deadline is shorter.`,
    runbook: RUNBOOK,
  },
  {
    name: 'JobWorkersDying',
    when: (env, most) => promql`${added('env:job_leases_lost:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(5),
    summary: (most) => `More than ${most} attempts within an hour broke off because whoever worked on them died.`,
    runbook: RUNBOOK,
  },
] as const satisfies readonly Alert[];
