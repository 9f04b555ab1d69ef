/** One job with its attempts and what it brought. */
import { useState } from 'preact/hooks';
import type { JobView } from '../../../../shared/jobs.schema.ts';
import { Instant } from '../../desk/instant.tsx';
import { writeJsonText } from '../../desk/json-text.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { shownNumber, text } from '../../preferences.ts';
import { placeHash } from '../place.ts';
import { JobProgressView } from './job-view.tsx';
import { jobsText, typeInWords } from './jobs-texts.ts';

export function JobPage({ jobId }: { readonly jobId: string }) {
  const t = jobsText.value;
  const [job, setJob] = useState<JobView>();
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{job === undefined ? t.number : typeInWords(job.type)}</SectionTitle>
      <p>
        <a href={placeHash('jobs')}>{t.title}</a> <small class="quiet">{jobId}</small>
      </p>
      <div class="sheet">
        <JobProgressView jobId={jobId} onChange={setJob} />
      </div>
      {job !== undefined && (
        <>
          <Facts job={job} />
          <Attempts attempts={job.attempts} />
          {job.result !== undefined && job.result !== null && (
            <section aria-labelledby="job-result">
              <h3 id="job-result">{t.result}</h3>
              <pre>{writeJsonText(job.result)}</pre>
            </section>
          )}
        </>
      )}
    </section>
  );
}

function Facts({ job }: { readonly job: JobView }) {
  const t = jobsText.value;
  const times = [
    [t.created, job.created_at],
    [t.deadline, job.ended_at === undefined ? job.deadline_at : undefined],
    [t.ended, job.ended_at],
    [t.keptUntil, job.kept_until],
  ] as const;
  return (
    <dl class="facts">
      {times.map(
        ([name, iso]) =>
          iso !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <Instant iso={iso} />
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Attempts({ attempts }: Pick<JobView, 'attempts'>) {
  const t = jobsText.value;
  if (attempts.length === 0) return null;
  return (
    <section class="stack-tight" aria-labelledby="job-attempts">
      <h3 id="job-attempts">{t.attempts}</h3>
      <ol class="rows">
        {attempts.map(({ started_at: started, outcome, error_code: code }, nth) => (
          <li key={started} class="row">
            <h4>{t.attempt(shownNumber(nth + 1))}</h4>
            <p>
              {outcome === undefined ? t.underWay : t.attemptOutcomes[outcome]}
              {code !== undefined && (
                <span class="quiet"> {jobsText.value.errors[code] ?? text.value.errors[code]}</span>
              )}
            </p>
            <Instant iso={started} />
          </li>
        ))}
      </ol>
    </section>
  );
}
