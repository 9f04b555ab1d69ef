/** One job of the list. */
import type { JobSummary } from '../../../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../../../shared/jobs.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { Instant } from '../../desk/instant.tsx';
import { shownNumber } from '../../preferences.ts';
import { placeHash } from '../place.ts';
import { CancelButton, JobProgressView, JobState } from './job-view.tsx';
import { jobsText, typeInWords } from './jobs-texts.ts';

interface JobRowProps {
  readonly job: JobSummary;
  /** Whether the row follows the job by itself. */
  readonly isFollowed: boolean;
  /** The list is not right any more. */
  readonly onChange: () => void;
}

export function JobRow({ job, isFollowed, onChange }: JobRowProps) {
  const t = jobsText.value;
  return (
    <li class="row">
      <h3>
        <a href={placeHash('jobs', job.job_id)}>{typeInWords(job.type)}</a>
      </h3>
      {isFollowed ? (
        <JobProgressView jobId={job.job_id} onEnd={onChange} />
      ) : (
        <div class="job">
          <JobState job={job} />
          {!hasJobEnded(job.status) && <CancelButton job={job} onCancelled={onChange} />}
        </div>
      )}
      <dl class="facts">
        <div>
          <dt>{t.created}</dt>
          <dd>
            <Instant iso={job.created_at} />
          </dd>
        </div>
        <div>
          <dt>{job.ended_at === undefined ? t.deadline : t.ended}</dt>
          <dd>
            <Instant iso={job.ended_at ?? job.deadline_at} />
          </dd>
        </div>
        <div>
          <dt>{t.attempts}</dt>
          <dd>{job.attempts === 0 ? deskText.value.none : shownNumber(job.attempts)}</dd>
        </div>
      </dl>
    </li>
  );
}
