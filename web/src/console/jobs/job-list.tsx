/** The jobs of whoever is signed in, newest first. What goes on is followed; the list is read again for the rest. */
import { useEffect, useState } from 'preact/hooks';
import type { JobSummary, JobsReply } from '../../../../shared/jobs.schema.ts';
import { JOB_STATUSES, type JobStatus } from '../../../../shared/jobs.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField } from '../../desk/fields.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { call, noticeFault } from '../console-state.ts';
import { LIST_JOBS } from './addresses.ts';
import { JobRow } from './job-row.tsx';
import { jobsText } from './jobs-texts.ts';
import { isSettled } from './watch-job.ts';

/** Streams that are open at a time: a browser has six connections to a server, and pages need some. */
const FOLLOWED_MAX = 3;
/** Milliseconds until the list is read again while something goes on. */
const RELOAD_MS = 5000;

type Filter = JobStatus | '';

const pageOf = (status: Filter, after?: string) => call<JobsReply>(LIST_JOBS, { query: { status, after } });

export function JobList() {
  const t = jobsText.value;
  const [filter, setFilter] = useState<Filter>('');
  const [first] = useState(() => createResource(() => pageOf(latest.filter), noticeFault));
  const [latest] = useState<{ filter: Filter }>({ filter });
  const [more, setMore] = useState<JobsReply>();
  const action = useAction(noticeFault);
  latest.filter = filter;
  const reload = (): void => {
    setMore(undefined);
    void first.load();
  };
  useEffect(() => {
    first.clear();
    reload();
  }, [filter]);
  const page = first.value.value;
  const goesOn = page?.jobs.some((job) => !isSettled(job)) ?? false;
  useReload(goesOn && more === undefined, first.load);
  const jobs = [...(page?.jobs ?? []), ...(more?.jobs ?? [])];
  const next = more === undefined ? page?.next : more.next;
  const followed = jobs.filter((job) => !isSettled(job)).slice(0, FOLLOWED_MAX);
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <div class="form-line">
        <SelectField
          label={t.filter}
          value={filter}
          onInput={(value) => setFilter(value as Filter)}
          options={filters()}
        />
      </div>
      <FaultNotice error={first.error.value ?? action.error} onRetry={reload} />
      <p class="quiet" role="status">
        {page === undefined ? first.isLoading.value && deskText.value.loading : jobs.length === 0 && t.none}
      </p>
      {jobs.length > 0 && (
        <ol class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {jobs.map((job) => (
            <JobRow key={job.job_id} job={job} isFollowed={followed.includes(job)} onChange={() => void first.load()} />
          ))}
        </ol>
      )}
      {next !== undefined && (
        <button
          type="button"
          class="button button-quiet"
          aria-disabled={action.isBusy}
          onClick={() =>
            void action.run(
              () => pageOf(filter, next),
              (reply) => setMore(joined(more, reply)),
            )
          }
        >
          {action.isBusy ? deskText.value.loading : t.more}
        </button>
      )}
    </section>
  );
}

function filters() {
  const t = jobsText.value;
  return [{ value: '', label: t.showAll }, ...JOB_STATUSES.map((value) => ({ value, label: t.statuses[value] }))];
}

function joined(before: JobsReply | undefined, { jobs, next }: JobsReply): JobsReply {
  const all: JobSummary[] = [...(before?.jobs ?? []), ...jobs];
  return next === undefined ? { jobs: all } : { jobs: all, next };
}

function useReload(isOn: boolean, load: () => Promise<void>): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => void load(), RELOAD_MS);
    return () => clearInterval(timer);
  }, [isOn]);
}
