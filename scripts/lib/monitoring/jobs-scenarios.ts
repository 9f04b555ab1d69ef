/** Histories for the alerts of background jobs; see alert-scenarios.ts. The tests begin in 1970, at second 0. */
import type { JOBS_ALERTS } from './jobs-alerts.ts';
import { type Environment, series } from './promql.ts';
import { appearsWith, input, overCount, type Scenario } from './scenario.ts';

type JobsAlertName = (typeof JOBS_ALERTS)[number]['name'];

const MINUTE = 90;
const always = (value: number) => `${value}+0x120`;

function failureShare(env: Environment, most: number): Scenario {
  const finished = (outcome: string) => series('jobs_finished_total', { env, type: 'install', outcome });
  const ofHundred = (bad: number) => [
    input(finished('failed'), appearsWith(bad - 1)),
    input(finished('timed_out'), appearsWith(1)),
    input(finished('succeeded'), appearsWith(100 - bad)),
  ];
  return { atMinute: 20, fires: ofHundred(100 * most + 1), silent: ofHundred(100 * most) };
}

export const JOBS_SCENARIOS: Readonly<Record<JobsAlertName, (env: Environment, threshold: number) => Scenario>> = {
  JobDeadLetters: (env, most) => ({
    atMinute: 20,
    fires: [input(series('jobs_dead_letters_waiting', { env }), always(most + 1))],
    silent: [input(series('jobs_dead_letters_waiting', { env }), always(most))],
  }),
  JobFailureShare: failureShare,
  JobStuck: (env, most) => {
    const begun = (at: number) => [input(series('jobs_oldest_unfinished_timestamp_seconds', { env }), always(at))];
    // Five minutes longer than the threshold, because it must last that long.
    return { atMinute: MINUTE, fires: begun(MINUTE * 60 - most - 360), silent: begun(MINUTE * 60 - most + 60) };
  },
  JobWorkersDying: (env, most) =>
    overCount(series('jobs_attempts_total', { env, type: 'install', outcome: 'lease_lost' }), most),
};
