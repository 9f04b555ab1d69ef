/** What travels through the queue: which job there is work on, and nothing else. */
import * as z from 'zod';
import { jobId } from '../../../shared/jobs.schema.ts';

export const jobMessage = z.strictObject({ job_id: jobId });
export type JobMessage = z.infer<typeof jobMessage>;

/** As in wrangler.toml. */
export const JOB_QUEUE_NAME = 'roundhouse-jobs';
export const DEAD_JOB_QUEUE_NAME = 'roundhouse-jobs-dead';
