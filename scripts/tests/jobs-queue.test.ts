/** Jobs on the real local queue: cancelled in every state, put aside when nobody can work on them, and replayed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeadLetter, DeadLettersReply, JobView } from '../../shared/jobs.schema.ts';
import { JobHouse } from './jobs/job-house.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };

/** Milliseconds for the bundle and the start: seconds alone, more than a minute beside many others. */
const HOOK_MS = 240_000;

let house: JobHouse;
beforeAll(async () => {
  house = await JobHouse.open('jobs-queue-test');
}, HOOK_MS);
afterAll(async () => {
  await house?.close();
}, HOOK_MS);

const until = (id: string, wanted: Partial<JobView>) =>
  vi.waitFor(async () => {
    const view = await house.job(id);
    expect(view).toMatchObject(wanted);
    return view;
  }, PATIENCE);

async function letters(): Promise<readonly DeadLetter[]> {
  return (await house.admin<DeadLettersReply>('/admin/jobs/dead')).dead_letters;
}
const untilDead = (wanted: Partial<DeadLetter>) =>
  vi.waitFor(async () => {
    const found = await letters();
    expect(found).toContainEqual(expect.objectContaining(wanted));
    return found.find((letter) => Object.entries(wanted).every(([name, value]) => Reflect.get(letter, name) === value));
  }, PATIENCE);
const replay = (letter: DeadLetter | undefined) =>
  house.admin<Pick<JobView, 'job_id' | 'status'>>(`/admin/jobs/dead/${letter?.id}/replay`, 'POST');

describe('cancelling', { timeout: 60_000 }, () => {
  it('a job that runs stops the work within a second and takes back what it did', async () => {
    house.outside.answer('/held', 202);
    const { job_id: id } = await house.enqueue('hold', 1);
    await vi.waitFor(() => expect(house.outside.calls('/held').has(id)).toBe(true), PATIENCE);
    const askedMs = Date.now();
    expect(await house.cancel(id)).toMatchObject({ outcome: 'cancelled', job: { status: 'cancelled' } });
    // The work tells what it had done by what it kept: the answer to its first call.
    await vi.waitFor(() => expect(house.outside.calls('/undone/200').get(id)).toBe(1), PATIENCE);
    expect(Date.now() - askedMs).toBeLessThan(1000);
    const held = house.outside.calls('/held').get(id);
    const view = await until(id, { status: 'cancelled', undo: 'done' });
    expect(view.attempts).toMatchObject([{ outcome: 'cancelled' }]);
    expect(house.outside.calls('/held').get(id)).toBe(held);
    expect((await house.cancel(id)).outcome).toBe('already_done');
  });

  it('comes too late once the work has committed itself, and the job goes on to its end', async () => {
    house.outside.answer('/held', 200);
    house.outside.answer('/committed', 202);
    const { job_id: id } = await house.enqueue('hold', 2);
    await vi.waitFor(() => expect(house.outside.calls('/committed').has(id)).toBe(true), PATIENCE);
    expect(await house.cancel(id)).toMatchObject({ outcome: 'too_late', job: { status: 'running' } });
    house.outside.answer('/committed', 200);
    await until(id, { status: 'succeeded', result: { nth: 2 } });
    expect((await house.cancel(id)).outcome).toBe('already_done');
  });

  it('a job that waits ends it before anybody has begun', async () => {
    await house.restart('effects');
    const { job_id: id } = await house.enqueue('hold', 3);
    expect(await house.cancel(id)).toMatchObject({ outcome: 'cancelled', job: { status: 'cancelled', attempts: [] } });
    await house.restart();
    const { job_id: other } = await house.enqueue('effects', 9000);
    await until(other, { status: 'succeeded' });
    expect(await house.job(id)).toMatchObject({ status: 'cancelled', attempts: [] });
    expect(house.outside.calls('/begun').has(id)).toBe(false);
  });
});

describe('a message that nobody can work on', { timeout: 90_000 }, () => {
  it('goes to the dead letters when it names no job, and cannot be replayed', async () => {
    await house.ask('/test/send', { method: 'POST', body: JSON.stringify({ job: 'not like this' }) });
    const letter = await untilDead({ reason: 'malformed' });
    expect(letter).not.toHaveProperty('job_id');
    await expect(replay(letter)).rejects.toThrow('409');
    await house.admin(`/admin/jobs/dead/${letter?.id}`, 'DELETE');
    expect(await letters()).not.toContainEqual(expect.objectContaining({ reason: 'malformed' }));
  });

  it('goes to the dead letters when this release does not know the work, and runs once one does', async () => {
    await house.restart('hold');
    const { job_id: id } = await house.enqueue('effects', 9001);
    const letter = await untilDead({ reason: 'unknown_type', job_id: id });
    expect(await house.job(id)).toMatchObject({ status: 'failed', error: { code: 'internal_error' }, attempts: [] });
    await house.restart();
    expect(await replay(letter)).toEqual({ job_id: id, status: 'queued' });
    await until(id, { status: 'succeeded', result: { nth: 9001 } });
    expect(await letters()).not.toContainEqual(expect.objectContaining({ job_id: id }));
  });

  it('is put aside with its job when the work fails each time in a way that nobody foresaw, and can be replayed', async () => {
    house.outside.answer('/poisoned', 500);
    const { job_id: id } = await house.enqueue('poison', 1);
    const letter = await untilDead({ reason: 'unexpected', job_id: id });
    const failed = await house.job(id);
    expect(failed).toMatchObject({ status: 'failed', attempts: [{ outcome: 'failed' }, { outcome: 'failed' }] });
    expect(JSON.stringify(failed)).not.toContain('nobody foresaw');
    house.outside.answer('/poisoned', 200);
    expect(await replay(letter)).toEqual({ job_id: id, status: 'queued' });
    await until(id, { status: 'succeeded' });
    // It has ended now: there is nothing to replay.
    await expect(replay(letter)).rejects.toThrow('404');
  });
});

it('keeps no other job waiting while it runs', { timeout: 30_000 }, async () => {
  house.outside.answer('/held', 202);
  const { job_id: long } = await house.enqueue('hold', 5);
  await vi.waitFor(() => expect(house.outside.calls('/held').has(long)).toBe(true), PATIENCE);
  const { job_id: short } = await house.enqueue('effects', 9002);
  await until(short, { status: 'succeeded' });
  expect((await house.job(long)).status).toBe('running');
  await house.cancel(long);
});

it('ends on its deadline although the work does not, and what it did is taken back', { timeout: 60_000 }, async () => {
  house.outside.answer('/held', 202);
  const { job_id: id, deadline_at: deadline } = await house.enqueue('brief', 4);
  const view = await until(id, { status: 'timed_out', undo: 'done' });
  expect(view.error?.code).toBe('job_timeout');
  expect(Math.abs(Date.parse(view.ended_at ?? '') - Date.parse(deadline))).toBeLessThan(1000);
  expect(house.outside.calls('/undone/200').get(id)).toBe(1);
});
