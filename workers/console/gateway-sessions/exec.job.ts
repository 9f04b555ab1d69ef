/**
 * A command in the background. What it is and what it says is sealed in the session's object; the job knows how it went
 * and nothing else. It runs once or not at all: nobody knows whether a command may run twice.
 */
import * as z from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { JobContext, JobType } from '../../kernel/jobs/job-type.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import type { ExecDesk } from './exec-desk.ts';
import { EXEC_DEADLINE_SECONDS, JOB_KEPT_SECONDS } from './gateway-sessions.constants.ts';
import { type KeptOutput, keptRequest, outputRecordId, requestRecordId } from './session-records.ts';
import { ask, type Sessions } from './sessions.ts';

export interface ExecJobParts {
  readonly sessions: Sessions;
  readonly desk: ExecDesk;
  readonly ring: SealingRing;
}

const input = z.strictObject({ session_id: z.uuid(), exec_id: z.uuid() });
/** Of the job: no output. */
export const execResult = z.strictObject({
  exit_code: z.int(),
  timeout: z.boolean(),
  truncated: z.boolean(),
  stdout_bytes: z.int(),
  stderr_bytes: z.int(),
});
export type ExecType = JobType<z.infer<typeof input>, z.infer<typeof execResult>>;
export const EXEC_JOB = 'gateway_exec';

export function execJob(parts: ExecJobParts): ExecType {
  return {
    name: EXEC_JOB,
    input,
    result: execResult,
    deadlineSeconds: EXEC_DEADLINE_SECONDS,
    attemptsMax: 1,
    keepSeconds: JOB_KEPT_SECONDS,
    run: (context, { session_id: sessionId, exec_id: execId }) => run(parts, context, sessionId, execId),
    // Ended before it began, or cut off: the object ends what may still run.
    undo: async (_, { session_id: sessionId, exec_id: execId }) => {
      await ask(() => parts.sessions.object(sessionId).abandonCommand(execId));
    },
  };
}

async function run({ sessions, desk, ring }: ExecJobParts, context: JobContext, sessionId: string, execId: string) {
  const { owner, signal, jobId } = context;
  const state = await sessions.require(sessionId, owner.subject);
  // Not asked twice: a request that was handed out is gone.
  const envelope = await sessions.object(sessionId).takeRequest(execId);
  if (envelope === undefined) {
    throw new AppError('conflict', { message: 'The command was not run: its session has ended, or it was cut off.' });
  }
  const request = keptRequest.parse(JSON.parse(await ring.open(envelope, requestRecordId(sessionId, execId))));
  const outcome = await desk.run({ state, execId, request, owner, signal });
  const kept: KeptOutput = { stdout: outcome.stdout, stderr: outcome.stderr };
  const output = { jobId, envelope: await ring.seal(JSON.stringify(kept), outputRecordId(sessionId, jobId)) };
  await ask(() => sessions.object(sessionId).closeCommand(execId, output));
  return {
    exit_code: outcome.exitCode,
    timeout: outcome.isTimedOut,
    truncated: outcome.isTruncated,
    stdout_bytes: bytesIn(outcome.stdout),
    stderr_bytes: bytesIn(outcome.stderr),
  };
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
