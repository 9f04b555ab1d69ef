/** English texts of background jobs. */
import type { ClientErrorCode } from '../../../../shared/client.ts';
import type { CancelOutcome, JobStatus, JobWait } from '../../../../shared/jobs.vocabulary.ts';

/** Kinds of work and their steps by the names that the server gives them; what is missing is shown as it comes. */
const types: Readonly<Record<string, string>> = {
  install_server: 'Install a server',
  change_server: 'Change a server',
  start_gateway_session: 'Start a gateway session',
  gateway_exec: 'Run a command in a gateway session',
};
const steps: Readonly<Record<string, string>> = {
  pulling: 'Fetching the image',
  creating: 'Making the container, with its secrets',
  starting: 'Starting',
  verifying: 'Looking whether it stays',
  resolve_secrets: 'Fetching the secrets',
  pull_image: 'Fetching the image',
  create_container: 'Making the container',
  issue_certificates: 'Issuing the certificates',
  start_container: 'Starting',
};
/** Codes whose common text speaks of something else. */
const errors: Readonly<Partial<Record<ClientErrorCode, string>>> = {
  internal_error: 'Something went wrong on our side.',
  job_timeout: 'The work took longer than it may.',
};

export const jobsEn = {
  title: 'Jobs',
  lead: 'Work that goes on in the background: what it does, how it ended, and a way to stop it.',
  types,
  steps,
  errors,
  statuses: {
    queued: 'Waiting',
    running: 'Running',
    succeeded: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    timed_out: 'Timed out',
  } satisfies Record<JobStatus, string>,
  waits: {
    delivery: 'Begins shortly.',
    queue_unavailable: 'The queue does not answer. The job is kept and begins when it does.',
    retry: 'The last attempt failed. The next one comes by itself.',
  } satisfies Record<JobWait, string>,
  undo: {
    pending: 'What it had done is being taken back.',
    done: 'What it had done was taken back.',
    failed: 'What it had done could not be taken back. Ask an operator.',
  },
  showAll: 'All',
  filter: 'Show',
  none: 'There are no jobs here.',
  more: 'Show more',
  created: 'Begun',
  ended: 'Ended',
  deadline: 'Must end by',
  keptUntil: 'Kept until',
  attempts: 'Attempts',
  attempt: (number: string) => `Attempt ${number}`,
  attemptOutcomes: {
    succeeded: 'succeeded',
    failed: 'failed',
    lease_lost: 'broke off',
    cancelled: 'cancelled',
    timed_out: 'timed out',
  },
  underWay: 'under way',
  progress: 'Progress',
  counted: (done: string, total: string) => `${done} of ${total}`,
  details: 'Details',
  result: 'Result',
  number: 'Job',
  cancel: 'Cancel the job',
  cancelSpoken: (what: string) => `Cancel the job: ${what}`,
  cancelSure: (what: string) => `Cancel “${what}”?`,
  cancelText: 'It stops as soon as it can, and what it has done so far is taken back.',
  cancelYes: 'Cancel it',
  keepIt: 'Let it go on',
  cancelTold: {
    cancelled: 'The job is cancelled.',
    too_late: 'It is too late to cancel this job: it goes on to its end.',
    already_done: 'The job had ended before.',
  } satisfies Record<CancelOutcome, string>,
  said: (what: string, status: string) => `${what}: ${status}`,
  lost: 'This job is not here any more.',
  offline: 'The connection is gone. What you see is how it was.',
};
