/** The part of the console about jobs: all of them, or one. */
import { place } from '../console-state.ts';
import { JobList } from './job-list.tsx';
import { JobPage } from './job-page.tsx';

export function JobsSection() {
  const [jobId] = place.value.names;
  return jobId === undefined ? <JobList /> : <JobPage key={jobId} jobId={jobId} />;
}
