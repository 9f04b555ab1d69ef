/** The jobs on the page of the console, with made-up answers; what jobs do is shown with the parts that begin them. */
import type { Page, Route } from '@playwright/test';
import type { JobEvent, JobSummary, JobView } from '../../shared/jobs.schema.ts';
import { CANCEL_OUTCOMES } from '../../shared/jobs.vocabulary.ts';
import { jobsEn } from '../src/console/jobs/texts.en.ts';
import { jobsJa } from '../src/console/jobs/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const NOW = Date.now();
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const idOf = (nth: number) => `00000000-0000-4000-8000-00000000000${nth}`;

function job(nth: number, more: Partial<JobView> = {}): JobView {
  return {
    job_id: idOf(nth),
    type: 'made_up_work',
    status: 'queued',
    created_at: at(-nth),
    deadline_at: at(10 - nth),
    attempts: [],
    ...more,
  };
}
const RUNNING = job(1, {
  status: 'running',
  started_at: at(-1),
  attempts: [{ started_at: at(-1) }],
  progress: { step: 'pull_image', done: 3, total: 8 },
});
const SUCCEEDED = job(4, {
  status: 'succeeded',
  ended_at: at(-3),
  attempts: [{ started_at: at(-4), ended_at: at(-3), outcome: 'succeeded' }],
  result: { container_id: 'f00' },
  kept_until: at(1000),
});
const FAILED = job(5, {
  status: 'failed',
  ended_at: at(-4),
  attempts: [
    { started_at: at(-5), ended_at: at(-5), outcome: 'lease_lost' },
    { started_at: at(-4.5), ended_at: at(-4), outcome: 'failed', error_code: 'secret_unresolved' },
  ],
  error: {
    code: 'secret_unresolved',
    message: 'The reference {{ bw:a-very-long-item-identifier-that-does-not-break:password }} leads nowhere.',
    retryable: false,
  },
  undo: 'done',
});
const ALL = [
  RUNNING,
  job(2, { waiting_for: 'queue_unavailable' }),
  job(3, { waiting_for: 'retry', attempts: [{ started_at: at(-3), ended_at: at(-2), outcome: 'failed' }] }),
  SUCCEEDED,
  FAILED,
  job(6, { status: 'cancelled', ended_at: at(-5), undo: 'pending' }),
  job(7, { status: 'timed_out', ended_at: at(-6), error: { code: 'job_timeout', message: 'x', retryable: true } }),
];

function summaryOf(job: JobView): JobSummary {
  const { result: _, attempts, ...rest } = job;
  return { ...rest, attempts: attempts.length };
}
const eventOf = (number: number, { status, attempts, progress }: JobView): JobEvent => ({
  number,
  at: at(0),
  status,
  attempt: attempts.length,
  ...(progress === undefined ? {} : { progress }),
});
const streamOf = (events: readonly JobEvent[], end = '') =>
  `retry: 50\n\n${events.map((event) => `id: ${event.number}\nevent: job\ndata: ${JSON.stringify(event)}\n\n`).join('')}${end}`;

/** What the made-up server knows; to be changed while a page is open. */
class Server {
  jobs: readonly JobView[];
  /** Body of the event stream of each job; without one the server has no streams. */
  streams: Readonly<Record<string, string>> = {};
  isAway = false;
  outcome: (typeof CANCEL_OUTCOMES)[number] = 'cancelled';
  readonly asked: string[] = [];

  constructor(jobs: readonly JobView[]) {
    this.jobs = jobs;
  }

  async answer(route: Route): Promise<void> {
    const { pathname, searchParams } = new URL(route.request().url());
    const method = route.request().method();
    this.asked.push(`${method} ${pathname}`);
    const fail = (status: number, code: string) =>
      route.fulfill({ status, json: { error: { code, message: 'No.', retryable: status > 500, request_id: 'r' } } });
    if (pathname === '/api/console') {
      return await route.fulfill({ json: { subject: { type: 'user', id: 'ann' }, has_second_factor: true } });
    }
    if (this.isAway) return await fail(503, 'unavailable');
    if (pathname === '/api/jobs') {
      const status = searchParams.get('status');
      const found = this.jobs.filter((one) => status === null || one.status === status);
      return await route.fulfill({ json: { jobs: found.map(summaryOf) } });
    }
    const [, id = '', events] = /^\/api\/jobs\/([^/]+)(\/events)?$/.exec(pathname) ?? [];
    const found = this.jobs.find((one) => one.job_id === id);
    if (found === undefined) return await fail(404, 'not_found');
    if (events !== undefined) {
      const body = this.streams[id];
      if (body === undefined) return await fail(503, 'unavailable');
      return await route.fulfill({ contentType: 'text/event-stream', body });
    }
    if (method !== 'DELETE') return await route.fulfill({ json: found });
    if (this.outcome === 'cancelled') this.set({ ...found, status: 'cancelled', ended_at: at(0) });
    return await route.fulfill({
      json: { outcome: this.outcome, job: this.jobs.find((one) => one.job_id === id) },
    });
  }

  set(changed: JobView): void {
    this.jobs = this.jobs.map((one) => (one.job_id === changed.job_id ? changed : one));
  }
}

async function open(page: Page, server: Server, place = 'jobs'): Promise<void> {
  await page.route('**/api/**', (route) => server.answer(route));
  await page.goto(`/console/#${place}`);
}
const row = (page: Page, nth: number) => page.locator('li.row').nth(nth);
const announced = (page: Page) => page.locator('[aria-live=polite][aria-atomic]');

test.use({ provoked: [FAILED_REQUEST] });

test('a job is followed by its stream to its end, which is said aloud', async ({ page }) => {
  const server = new Server([RUNNING]);
  const progressed = { ...RUNNING, progress: { step: 'start_container', done: 7, total: 8 } };
  server.streams = { [RUNNING.job_id]: streamOf([eventOf(1, RUNNING), eventOf(2, progressed)]) };
  await open(page, server);
  await expect(row(page, 0)).toContainText(jobsEn.steps.start_container ?? '');
  await expect(row(page, 0).getByRole('progressbar', { name: jobsEn.progress })).toHaveAttribute('value', '7');
  const done: JobView = { ...SUCCEEDED, job_id: RUNNING.job_id };
  server.set(done);
  server.streams = { [RUNNING.job_id]: streamOf([eventOf(3, done)], 'event: over\ndata: {}\n\n') };
  await expect(row(page, 0)).toContainText(jobsEn.statuses.succeeded);
  await expect(announced(page)).toContainText(jobsEn.said('made up work', jobsEn.statuses.succeeded));
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  // It has ended: nobody asks any more.
  const asked = server.asked.length;
  await page.waitForTimeout(3500);
  expect(server.asked.slice(asked).filter((call) => call.includes(RUNNING.job_id))).toEqual([]);
});

test('without a stream it is asked about now and then', async ({ page }) => {
  const server = new Server([RUNNING]);
  await open(page, server, `jobs/${RUNNING.job_id}`);
  await expect(page.getByText(jobsEn.steps.pull_image ?? '')).toBeVisible();
  server.set({ ...SUCCEEDED, job_id: RUNNING.job_id });
  await expect(page.getByText(jobsEn.statuses.succeeded, { exact: true })).toBeVisible();
  await expect(page.getByText('container_id')).toBeVisible();
});

for (const outcome of CANCEL_OUTCOMES) {
  test(`cancelling asks first, and tells what came of it: ${outcome}`, async ({ page }) => {
    const server = new Server([RUNNING]);
    server.outcome = outcome;
    await open(page, server);
    const cancel = row(page, 0).getByRole('button', { name: jobsEn.cancelSpoken('made up work') });
    await cancel.click();
    await page.keyboard.press('Escape');
    await expect(cancel).toBeFocused();
    expect(server.asked.filter((call) => call.startsWith('DELETE'))).toEqual([]);
    await cancel.click();
    await page.getByRole('dialog').getByRole('button', { name: jobsEn.cancelYes, exact: true }).click();
    await expect(announced(page)).toContainText(jobsEn.cancelTold[outcome]);
    await expect(row(page, 0).getByText(jobsEn.cancelTold.too_late)).toHaveCount(outcome === 'too_late' ? 1 : 0);
    if (outcome === 'cancelled') await expect(cancel).toHaveCount(0);
  });
}

test('a list that is empty, filtered, or cannot be had says so', async ({ page }) => {
  const server = new Server(ALL);
  await open(page, server);
  await expect(page.locator('li.row')).toHaveCount(ALL.length);
  await page.getByLabel(jobsEn.filter).selectOption('failed');
  await expect(page.locator('li.row')).toHaveCount(1);
  await expect(row(page, 0)).toContainText('a-very-long-item-identifier');
  server.jobs = [];
  await page.getByLabel(jobsEn.filter).selectOption('');
  await expect(page.getByText(jobsEn.none)).toBeVisible();
  server.isAway = true;
  await page.reload();
  await expect(page.getByRole('alert')).toBeVisible();
  server.isAway = false;
  server.jobs = [SUCCEEDED];
  await page.getByRole('button', { name: deskEn.retry }).click();
  await expect(page.locator('li.row')).toHaveCount(1);
});

test('a job that is not there any more is said to be gone', async ({ page }) => {
  await open(page, new Server([]), `jobs/${idOf(9)}`);
  await expect(page.getByText(jobsEn.lost)).toBeVisible();
});

for (const [locale, texts] of [
  ['en-GB', jobsEn],
  ['ja-JP', jobsJa],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`in ${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('the jobs can be read and operated at 320 px and wide', async ({ page }, info) => {
        await open(page, new Server(ALL));
        await expect(page.getByText(texts.waits.queue_unavailable)).toBeVisible();
        for (const width of [320, 1024]) {
          await page.setViewportSize({ width, height: 768 });
          await expectAccessible(page, `${locale} ${colorScheme} ${width}`);
          await page.screenshot({ path: info.outputPath(`${width}.png`), fullPage: true });
        }
        await page.goto(`/console/#jobs/${FAILED.job_id}`);
        await expect(page.getByText(texts.undo.done)).toBeVisible();
        await expect(page.getByText(texts.attemptOutcomes.lease_lost)).toBeVisible();
        for (const width of [320, 1024]) {
          await page.setViewportSize({ width, height: 768 });
          await expectAccessible(page, `${locale} ${colorScheme} one job, ${width}`);
          await page.screenshot({ path: info.outputPath(`one-${width}.png`), fullPage: true });
        }
      });
    });
  }
}
