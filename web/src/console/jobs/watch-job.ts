/**
 * Follows a job until nothing more is to come: by the event stream of the server, which the browser takes up again by
 * itself, and by asking now and then where there is no stream.
 */
import type { ApiError } from '../../../../shared/client.ts';
import type { JobEvent, JobView } from '../../../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../../../shared/jobs.vocabulary.ts';
import { outcomeOf } from '../../desk/resource.ts';
import type { SiteCall } from '../../desk/site-call.ts';
import { JOB, JOB_EVENTS } from './addresses.ts';

/** Milliseconds between two questions where no stream tells. */
const POLL_MS = 3000;

interface WatchParts {
  readonly call: SiteCall;
  readonly onView: (view: JobView) => void;
  /** undefined when the last question was answered. */
  readonly onError: (error: ApiError | undefined) => void;
}

/** Whether nothing more comes of it. */
export function isSettled({ status, undo }: Pick<JobView, 'status' | 'undo'>): boolean {
  return hasJobEnded(status) && undo !== 'pending';
}

/** @returns Ends it. */
export function watchJob(jobId: string, { call, onView, onError }: WatchParts): () => void {
  let isOpen = true;
  let isAsking = false;
  let isOutdated = false;
  let view: JobView | undefined;
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    isOpen = false;
    stream?.close();
    clearTimeout(timer);
  };

  /** One question at a time; what happened meanwhile is asked about after. */
  async function ask(): Promise<void> {
    isOutdated = true;
    if (isAsking) return;
    isAsking = true;
    while (isOutdated && isOpen) {
      isOutdated = false;
      const outcome = await outcomeOf(() => call<JobView>(JOB, { params: { job_id: jobId } }));
      if (!isOpen) break;
      onError(outcome.ok ? undefined : outcome.error);
      if (outcome.ok) {
        view = outcome.value;
        onView(view);
        if (isSettled(view)) close();
      } else if (!isWorthAnother(outcome.error)) {
        close();
      }
    }
    isAsking = false;
  }

  function follow(): void {
    stream = new EventSource(JOB_EVENTS.path.replace(':job_id', encodeURIComponent(jobId)));
    stream.addEventListener('job', ({ data }: MessageEvent<string>) => {
      const { status, attempt, progress } = JSON.parse(data) as JobEvent;
      if (view === undefined || status !== view.status || attempt !== view.attempts.length) {
        void ask();
      } else if (progress !== undefined) {
        view = { ...view, progress };
        onView(view);
      }
    });
    stream.addEventListener('over', () => {
      stream?.close();
      void ask();
    });
    stream.addEventListener('error', () => {
      // While it is only broken off the browser tries again.
      if (stream?.readyState === EventSource.CLOSED) poll();
    });
  }

  function poll(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void ask().then(() => {
        if (isOpen) poll();
      });
    }, POLL_MS);
  }

  void ask().then(() => {
    if (isOpen) follow();
  });
  return close;
}

function isWorthAnother(error: ApiError): boolean {
  return error.retryable || error.code === 'network';
}
