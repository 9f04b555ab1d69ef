import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import {
  cancelJobReply,
  deadLettersReply,
  type JobEvent,
  jobCountsReply,
  jobEvent,
  jobsReply,
  jobView,
} from '../../../shared/jobs.schema.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { jobDesk } from '../../testing/job-desk.ts';
import '../../testing/migrate.ts';
import { signIn } from '../../testing/signed-in.ts';
import { AppError } from '../errors.ts';
import { answerWithJob, isAsyncRequest } from './answer-with-job.ts';
import { eventStream, lastEventNumber } from './event-stream.ts';
import { DEAD_JOB_QUEUE_NAME } from './job-message.ts';
import type { JobType } from './job-type.ts';
import { STREAM_GUARD_MS } from './jobs.constants.ts';
import { idempotencyKeyOf } from './jobs.ts';

const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
const OPERATOR = { Authorization: `Bearer ${ADMIN_TOKEN}` };
const release = new Map<string, () => void>();

/** Waits until the test lets it go on. */
const gated: JobType<{ name: string }, { name: string }> = {
  name: 'gated',
  input: z.strictObject({ name: z.string() }),
  result: z.strictObject({ name: z.string() }),
  deadlineSeconds: 60,
  attemptsMax: 1,
  keepSeconds: 600,
  run: async (context, { name }) => {
    await context.progress({ step: 'wait', done: 0, total: 1 });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    release.set(name, resolve);
    context.signal.addEventListener('abort', () => reject(new Error('stopped')));
    await promise;
    return { name };
  },
};

async function opened(name: string) {
  const desk = jobDesk({ types: [gated], delivers: true });
  const house = await testHouse({ ADMIN_TOKEN });
  const session = await signIn(name);
  const owner = { subject: { type: 'user', id: name }, sessionId: session.sessionId };
  const job = await desk.jobs.enqueue(gated, { name }, { owner });
  const get = (path: string, headers: Readonly<Record<string, string>> = session.headers) =>
    house.fetch(path, { headers });
  return { desk, house, session, job, get, at: `/api/jobs/${job.job_id}` };
}

/** Messages of an event stream as they stand in it. */
async function readEvents(response: Response, isEnough: (events: readonly JobEvent[]) => boolean): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  let text = '';
  const stream = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream());
  for await (const chunk of stream) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (!message.includes('event: job') || data === undefined) continue;
      const event = jobEvent.parse(JSON.parse(data));
      expect(message).toContain(`id: ${event.number}\n`);
      events.push(event);
    }
    if (isEnough(events)) break;
  }
  return events;
}
const isOver = (events: readonly JobEvent[]) => events.at(-1)?.status === 'succeeded';

describe('a job', () => {
  it('is shown to its owner, and to others like one that does not exist, byte for byte', async () => {
    const { at, get, house } = await opened('routes-ann');
    expect(jobView.parse(await (await get(at)).json())).toMatchObject({ type: 'gated' });
    const other = await signIn('routes-eve');
    const textOf = async (path: string, init: RequestInit) => {
      const response = await house.fetch(path, init);
      const text = (await response.text()).replace(response.headers.get('X-Request-Id') ?? '', 'id');
      const headers = [...response.headers].filter(([name]) => !/^(x-request-id|ratelimit)/.test(name));
      return JSON.stringify([response.status, text, headers]);
    };
    for (const init of [{ headers: other.headers }, { method: 'DELETE', headers: other.own }]) {
      const theirs = await textOf(at, init);
      expect(theirs).toContain('not_found');
      expect(await textOf(`/api/jobs/${crypto.randomUUID()}`, init)).toBe(theirs);
      expect(await textOf('/api/jobs/not-an-id', init)).toBe(theirs);
    }
    const events = await textOf(`${at}/events`, { headers: other.headers });
    expect(await textOf(`/api/jobs/${crypto.randomUUID()}/events`, { headers: other.headers })).toBe(events);
  });

  it('is cancelled by a call from our own pages alone, which tells what came of it', async () => {
    const { at, house, session, get } = await opened('routes-cancel');
    await vi.waitFor(() => expect(release.has('routes-cancel')).toBe(true));
    const cancel = (headers: Readonly<Record<string, string>>) => house.fetch(at, { method: 'DELETE', headers });
    expect(await errorOf(await cancel(session.headers))).toMatchObject({ code: 'forbidden' });
    const told = cancelJobReply.parse(await (await cancel(session.own)).json());
    expect(told).toMatchObject({ outcome: 'cancelled', job: { status: 'cancelled' } });
    expect(cancelJobReply.parse(await (await cancel(session.own)).json()).outcome).toBe('already_done');
    expect(jobView.parse(await (await get(at)).json())).not.toHaveProperty('result');
  });

  it('stands in the list as it is now', async () => {
    const { get, job } = await opened('routes-list');
    await vi.waitFor(() => expect(release.has('routes-list')).toBe(true));
    const listed = jobsReply.parse(await (await get('/api/jobs?limit=5')).json());
    expect(listed.jobs).toMatchObject([
      { job_id: job.job_id, status: 'running', progress: { step: 'wait' }, attempts: 1 },
    ]);
  });

  it.each(['limit=0', 'limit=51', 'limit=x', 'status=gone', 'after=../x', 'other=1', 'limit=1&limit=2'])(
    'refuses a list asked for with %s',
    async (query) => {
      const { get } = await opened(`routes-query-${query}`);
      expect(await errorOf(await get(`/api/jobs?${query}`))).toMatchObject({ status: 400, code: 'bad_request' });
    },
  );
});

describe('the event stream of a job', () => {
  it('tells what happens and ends with the job, and goes on behind what the reader had', async () => {
    const { at, get, session } = await opened('stream-ann');
    const response = await get(`${at}/events`);
    expect(response.headers.get('Content-Type')).toBe('text/event-stream');
    setTimeout(() => release.get('stream-ann')?.(), 200);
    const events = await readEvents(response, isOver);
    expect(events.map(({ status }) => status)).toEqual(['queued', 'running', 'running', 'succeeded']);
    expect(events[2]?.progress).toEqual({ step: 'wait', done: 0, total: 1 });
    const again = await get(`${at}/events`, { ...session.headers, 'Last-Event-ID': '2' });
    expect((await readEvents(again, () => false)).map(({ number }) => number)).toEqual([3, 4]);
  });

  it('ends when its reader may no longer read', async () => {
    let nowMs = 0;
    const clock = { nowMs: () => nowMs };
    const guard = vi.fn(() => Promise.reject(new AppError('not_signed_in')));
    const response = eventStream({
      lastNumber: 0,
      newsAfter: () => {
        nowMs += STREAM_GUARD_MS / 2;
        return Promise.resolve({ events: [], isOver: false });
      },
      guard,
      clock,
    });
    expect(await response.text()).toBe('retry: 2000\n\n: still here\n\n: still here\n\n');
    expect(guard).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['7', 7],
    ['', 0],
    ['-1', 0],
    ['1e3', 0],
    ['9'.repeat(30), 0],
  ])('takes Last-Event-ID %j for %i', (text, number) => {
    expect(lastEventNumber(new Request('https://x.test/', { headers: { 'Last-Event-ID': text } }))).toBe(number);
  });
});

describe('a route that begins a job', () => {
  it('answers 202 at once when asked to, and otherwise waits and answers the same shape', async () => {
    const { desk, job } = await opened('answer-ann');
    const options = { waitMs: 50, doneStatus: 201 } as const;
    const early = await answerWithJob(desk.jobs, job, { ...options, isAsync: true });
    expect(early.status).toBe(202);
    expect(early.headers.get('Location')).toBe(`/api/jobs/${job.job_id}`);
    expect(jobView.parse(await early.json()).status).toBe('queued');
    expect((await answerWithJob(desk.jobs, job, { ...options, isAsync: false })).status).toBe(202);
    await vi.waitFor(() => expect(release.has('answer-ann')).toBe(true));
    release.get('answer-ann')?.();
    const done = await answerWithJob(desk.jobs, job, { ...options, isAsync: false, waitMs: 5000 });
    expect(done.status).toBe(201);
    expect(jobView.parse(await done.json())).toMatchObject({ status: 'succeeded', result: { name: 'answer-ann' } });
  });

  it('knows the key that came with the call', () => {
    const headers = { 'Idempotency-Key': 'key-1' };
    expect(idempotencyKeyOf(new Request('https://x.test/', { headers }))).toBe('key-1');
    expect(idempotencyKeyOf(new Request('https://x.test/'))).toBeUndefined();
  });

  it('knows async=true, and refuses anything else in the query', () => {
    const asks = (query: string) => isAsyncRequest(new Request(`https://x.test/${query}`));
    expect([asks(''), asks('?async=true'), asks('?async=false')]).toEqual([false, true, false]);
    expect(() => asks('?async=1')).toThrow(AppError);
    expect(() => asks('?sync=true')).toThrow(AppError);
  });
});

describe('an operator', () => {
  it('sees how many jobs there are, and nothing of what they are about', async () => {
    const { house } = await opened('counts-secret-name');
    const response = await house.fetch('/admin/jobs', { headers: OPERATOR });
    const text = await response.text();
    const { counts, oldest_unfinished_at: oldest } = jobCountsReply.parse(JSON.parse(text));
    expect(counts.filter(({ type }) => type === 'gated').length).toBeGreaterThan(0);
    expect(oldest).toBeDefined();
    expect(text).not.toContain('counts-secret-name');
  });

  it('finds what the queue gave up, and can forget it', async () => {
    const { house, desk } = await opened('dead-ann');
    const list = async () => {
      const response = await house.fetch('/admin/jobs/dead', { headers: OPERATOR });
      return deadLettersReply.parse(await response.json()).dead_letters;
    };
    await desk.deliver({ token: 'hvs.not-to-be-kept' }, DEAD_JOB_QUEUE_NAME);
    const [letter] = await list();
    expect(letter).toEqual({ id: expect.any(String), at: expect.any(String), reason: 'malformed' });
    const remove = () => house.fetch(`/admin/jobs/dead/${letter?.id}`, { method: 'DELETE', headers: OPERATOR });
    expect((await remove()).status).toBe(200);
    expect((await remove()).status).toBe(404);
    expect(await list()).not.toContainEqual(letter);
    const kept = await env.DB.prepare('SELECT * FROM job_dead_letters').all();
    expect(JSON.stringify(kept.results)).not.toContain('hvs.');
  });

  it('reads in the metrics what waits for them', async () => {
    const { house, desk } = await opened('metrics-ann');
    await desk.deliver('poison', DEAD_JOB_QUEUE_NAME);
    const page = await house.fetch('/metrics', { headers: { Authorization: `Bearer ${env.METRICS_TOKEN}` } });
    const text = await page.text();
    expect(text).toMatch(/^jobs_dead_letters_waiting [1-9]/m);
    expect(text).toMatch(/^jobs_oldest_unfinished_timestamp_seconds 1/m);
  });
});
