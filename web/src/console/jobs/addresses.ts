/** Addresses of the jobs. The contracts themselves stay with the server: their schemas are far larger than this page. */
import type {
  cancelJobContract,
  jobContract,
  jobEventsContract,
  listJobsContract,
} from '../../../../shared/jobs.contract.ts';

type AddressOf<Contract extends { readonly method: string; readonly path: string }> = Pick<Contract, 'method' | 'path'>;

export const LIST_JOBS: AddressOf<typeof listJobsContract> = { method: 'GET', path: '/api/jobs' };
export const JOB: AddressOf<typeof jobContract> = { method: 'GET', path: '/api/jobs/:job_id' };
export const CANCEL_JOB: AddressOf<typeof cancelJobContract> = { method: 'DELETE', path: '/api/jobs/:job_id' };
export const JOB_EVENTS: AddressOf<typeof jobEventsContract> = { method: 'GET', path: '/api/jobs/:job_id/events' };
