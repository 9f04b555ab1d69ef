/** How jobs of servers are taken back when things have happened meanwhile. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import type { JobContext } from '../../kernel/jobs/job-type.ts';
import { testClock } from '../../testing/harness.ts';
import type { Engine } from '../docker/engine.ts';
import { changeJob } from './change-job.ts';
import { installJob, type ServerJobParts } from './install-job.ts';
import { JOB_LABEL } from './labels.ts';
import { LOOK_AGAIN_MS } from './servers.constants.ts';

const JOB = crypto.randomUUID();
const HOST = crypto.randomUUID();
const SERVER = crypto.randomUUID();
const INSTALL = { host_id: HOST, name: 'web', image: 'alpine' };

/** An engine with containers by id, and stores that have forgotten everything. */
function place({ isHostKnown = true } = {}) {
  const containers = new Map<string, { name: string; job: string; isRunning: boolean }>();
  const engine = {
    listContainers: async (labels: Record<string, string>) =>
      [...containers].flatMap(([id, { job }]) => (job === labels[JOB_LABEL] ? [{ id }] : [])),
    removeContainer: async (id: string) => void containers.delete(id),
    inspectContainer: async (id: string) => ({ id, name: containers.get(id)?.name }),
    renameContainer: async (id: string, name: string) => void Object.assign(containers.get(id) ?? {}, { name }),
    startContainer: async (id: string) => void Object.assign(containers.get(id) ?? {}, { isRunning: true }),
  } as unknown as Engine;
  const notFound = () => Promise.reject(new AppError('not_found'));
  const parts = {
    hosts: { engineFor: isHostKnown ? async () => engine : notFound },
    store: {
      require: notFound,
      find: async () => undefined,
      remove: async () => undefined,
      unclaim: async () => undefined,
    },
    clock: testClock(),
  } as unknown as ServerJobParts;
  return { containers, parts };
}

function contextOf(steps: Readonly<Record<string, unknown>>): JobContext {
  const owner = { subject: { type: 'user', id: 'ann' } };
  return { jobId: JOB, owner, kept: (name: string) => steps[name] } as unknown as JobContext;
}

const BEFORE = { host_id: HOST, name: 'web', container_id: 'old', was_running: true };
const change = { server_id: SERVER, settings: { image: 'alpine' } } as never;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('taking back an install', () => {
  it('finds the container of a call that was still under way', async () => {
    const { containers, parts } = place();
    const undoing = installJob(parts).undo?.(contextOf({ create_called: true }), INSTALL as never);
    await vi.advanceTimersByTimeAsync(LOOK_AGAIN_MS - 1000);
    containers.set('late', { name: 'web', job: JOB, isRunning: false });
    await vi.advanceTimersByTimeAsync(2000);
    await undoing;
    expect([...containers.keys()]).toEqual([]);
  });

  it.each([
    ['that made nothing', {}],
    ['whose container is known', { create_called: true, create: 'new' }],
  ])('waits for nothing after a call %s', async (_, steps) => {
    const { containers, parts } = place();
    containers.set('new', { name: 'web', job: JOB, isRunning: true });
    await installJob(parts).undo?.(contextOf(steps), INSTALL as never);
    expect([...containers.keys()]).toEqual([]);
  });

  it('ends where the host was forgotten meanwhile', async () => {
    await installJob(place({ isHostKnown: false }).parts).undo?.(contextOf({}), INSTALL as never);
  });
});

describe('taking back a change', () => {
  it('of a server that was forgotten meanwhile removes what is new and puts back what was', async () => {
    const { containers, parts } = place();
    containers.set('old', { name: 'web.before-1', job: 'another', isRunning: false });
    containers.set('new', { name: 'web', job: JOB, isRunning: true });
    await changeJob(parts).undo?.(contextOf({ server_before: BEFORE, create: 'new' }), change);
    expect([...containers]).toEqual([['old', { name: 'web', job: 'another', isRunning: true }]]);
  });

  it('puts back before it looks again, so that the name is taken when a late call comes', async () => {
    const { containers, parts } = place();
    containers.set('old', { name: 'web.before-1', job: 'another', isRunning: false });
    const undoing = changeJob(parts).undo?.(contextOf({ server_before: BEFORE, create_called: true }), change);
    await vi.advanceTimersByTimeAsync(1000);
    expect(containers.get('old')).toMatchObject({ name: 'web', isRunning: true });
    await vi.advanceTimersByTimeAsync(LOOK_AGAIN_MS);
    await undoing;
  });

  it('ends where it had not begun, or the host is gone', async () => {
    await changeJob(place().parts).undo?.(contextOf({}), change);
    await changeJob(place({ isHostKnown: false }).parts).undo?.(contextOf({ server_before: BEFORE }), change);
  });
});
