/**
 * What a turn of a job's object brought about, for the metrics: the object cannot count while it answers, so whoever asked
 * does, and its alarm for itself.
 */
import type { AttemptOutcome, DeadLetterReason, JobStatus } from '../../../shared/jobs.vocabulary.ts';
import { hasJobEnded } from '../../../shared/jobs.vocabulary.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { JobRecord } from './job-record.ts';

export type JobFact =
  | { readonly kind: 'begun'; readonly type: string; readonly queuedSeconds: number }
  | { readonly kind: 'attempt'; readonly type: string; readonly outcome: AttemptOutcome }
  | { readonly kind: 'ended'; readonly type: string; readonly status: JobStatus; readonly seconds: number }
  | { readonly kind: 'dead'; readonly reason: DeadLetterReason };

/** Told between two states of one job. */
export function factsBetween(before: JobRecord, after: JobRecord): JobFact[] {
  const { type } = after;
  const facts: JobFact[] = [];
  if (before.startedMs === undefined && after.startedMs !== undefined) {
    facts.push({ kind: 'begun', type, queuedSeconds: (after.startedMs - after.createdMs) / 1000 });
  }
  const outcome = after.attempts.at(-1)?.outcome;
  const wasOpen = before.attempts.at(-1) !== undefined && before.attempts.at(-1)?.outcome === undefined;
  if (outcome !== undefined && wasOpen) facts.push({ kind: 'attempt', type, outcome });
  if (!hasJobEnded(before.status) && hasJobEnded(after.status)) {
    facts.push({ kind: 'ended', type, status: after.status, seconds: ((after.endedMs ?? 0) - after.createdMs) / 1000 });
  }
  if (after.deadLetter !== undefined && before.deadLetter === undefined) {
    facts.push({ kind: 'dead', reason: after.deadLetter });
  }
  return facts;
}

export function countFacts(metrics: Metrics, facts: readonly JobFact[]): void {
  for (const fact of facts) {
    switch (fact.kind) {
      case 'begun':
        metrics.observe('job_queue_seconds', { type: fact.type }, fact.queuedSeconds);
        break;
      case 'attempt':
        metrics.count('jobs_attempts_total', { type: fact.type, outcome: fact.outcome });
        break;
      case 'ended':
        metrics.count('jobs_finished_total', { type: fact.type, outcome: fact.status });
        metrics.observe('job_duration_seconds', { type: fact.type }, fact.seconds);
        break;
      case 'dead':
        metrics.count('jobs_dead_letters_total', { reason: fact.reason });
        break;
    }
  }
}
