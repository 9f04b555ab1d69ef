/** One job as it goes: where it stands, how far it is, how it ended, and the way to stop it. For any part of the console. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../../../shared/client.ts';
import { ERROR_CATALOGUE } from '../../../../shared/errors.ts';
import type { CancelJobReply, JobError, JobSummary, JobView } from '../../../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../../../shared/jobs.vocabulary.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { shownNumber, text } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { call, noticeFault } from '../console-state.ts';
import { CANCEL_JOB } from './addresses.ts';
import { jobsText, stepInWords, typeInWords } from './jobs-texts.ts';
import { isSettled, watchJob } from './watch-job.ts';

interface JobProgressProps {
  readonly jobId: string;
  /** Told once, when nothing more is to come. */
  readonly onEnd?: (view: JobView) => void;
  /** Told at each change. */
  readonly onChange?: (view: JobView) => void;
}

/** Follows a job for as long as it is shown. */
export function JobProgressView({ jobId, onEnd, onChange }: JobProgressProps) {
  const [view, setView] = useState<JobView>();
  const [error, setError] = useState<ApiError>();
  const told = useRef({ onEnd, onChange });
  told.current = { onEnd, onChange };
  useEffect(() => {
    let before: JobView | undefined;
    return watchJob(jobId, {
      call,
      onView: (next) => {
        if (next.status !== before?.status && before !== undefined) announce(jobInWords(next));
        if (isSettled(next) && (before === undefined || !isSettled(before))) told.current.onEnd?.(next);
        before = next;
        setView(next);
        told.current.onChange?.(next);
      },
      onError: (fault) => {
        setError(fault);
        if (fault !== undefined) noticeFault(fault);
      },
    });
  }, [jobId]);
  return (
    <div class="job">
      {view === undefined && error === undefined && (
        <p class="quiet" role="status">
          {deskText.value.loading}
        </p>
      )}
      {view !== undefined && <JobState job={view} />}
      <FaultNotice error={error} message={messageOf(error)} />
      {view !== undefined && !hasJobEnded(view.status) && <CancelButton job={view} onCancelled={setView} />}
    </div>
  );
}

/** Where a job stands, without a way to change that. */
export function JobState({ job }: { readonly job: JobView | JobSummary }) {
  const t = jobsText.value;
  const { status, waiting_for: wait, progress, error, undo } = job;
  return (
    <>
      <p class="job-state">
        <StatusMark status={status} />{' '}
        {status === 'running' && progress !== undefined && <span>{stepInWords(progress.step)}</span>}
        {status === 'queued' && wait !== undefined && <span class="quiet">{t.waits[wait]}</span>}
      </p>
      {status === 'running' && <ProgressLine progress={progress} />}
      {error !== undefined && <JobFault error={error} />}
      {undo !== undefined && <p class={undo === 'failed' ? 'notice notice-error' : 'quiet'}>{t.undo[undo]}</p>}
    </>
  );
}

const STATUS_MARKS: Readonly<Record<JobView['status'], string>> = {
  queued: 'tag-mark',
  running: 'tag-mark tag-wait',
  succeeded: 'tag-mark tag-good',
  failed: 'tag-mark tag-bad',
  cancelled: 'tag-mark',
  timed_out: 'tag-mark tag-bad',
};

export function StatusMark({ status }: Pick<JobView, 'status'>) {
  return <span class={STATUS_MARKS[status]}>{jobsText.value.statuses[status]}</span>;
}

interface CancelProps {
  readonly job: JobView | JobSummary;
  readonly onCancelled: (view: JobView) => void;
}

export function CancelButton({ job, onCancelled }: CancelProps) {
  const t = jobsText.value;
  const what = typeInWords(job.type);
  const [isTooLate, setTooLate] = useState(false);
  // Everything else that may come of it shows in the state of the job.
  if (isTooLate) return <p class="notice notice-wait">{t.cancelTold.too_late}</p>;
  return (
    <div class="actions">
      <ConfirmButton
        label={t.cancel}
        spoken={t.cancelSpoken(what)}
        question={t.cancelSure(what)}
        consequence={t.cancelText}
        yes={t.cancelYes}
        work={() => call<CancelJobReply>(CANCEL_JOB, { params: { job_id: job.job_id } })}
        done={({ outcome, job: view }) => {
          announce(t.cancelTold[outcome]);
          setTooLate(outcome === 'too_late');
          onCancelled(view);
        }}
        onError={noticeFault}
      />
    </div>
  );
}

function ProgressLine({ progress }: Pick<JobView, 'progress'>) {
  const t = jobsText.value;
  const { done, total } = progress ?? {};
  if (done === undefined || total === undefined || total <= 0)
    return <progress class="job-bar" aria-label={t.progress} />;
  return (
    <p class="job-count">
      <progress class="job-bar" aria-label={t.progress} max={total} value={Math.min(done, total)} />{' '}
      <small>{t.counted(shownNumber(done), shownNumber(total))}</small>
    </p>
  );
}

/**
 * What the server says names what is wrong, such as a reference: it is shown beside our own words. Not an alert: in a list
 * there are many, and what changes is announced.
 */
function JobFault({ error: { code, message } }: { readonly error: JobError }) {
  const isOwnText = message !== ERROR_CATALOGUE[code].message;
  return (
    <div class="notice notice-error">
      <p>{jobsText.value.errors[code] ?? text.value.errors[code]}</p>
      {isOwnText && (
        <p class="quiet">
          {deskText.value.serverSays} <span lang="en">{message}</span>
        </p>
      )}
    </div>
  );
}

function messageOf(error: ApiError | undefined): string | undefined {
  const t = jobsText.value;
  if (error?.code === 'not_found') return t.lost;
  return error?.code === 'network' ? t.offline : undefined;
}

function jobInWords({ type, status }: JobView): string {
  const t = jobsText.value;
  return t.said(typeInWords(type), t.statuses[status]);
}
