import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { JobStorage } from './job-storage.ts';
import { created } from './transitions.ts';

it('forgets the steps in the write that says they were taken back: a runtime that dies leaves both or none', async () => {
  const id = crypto.randomUUID();
  const job = { id, type: 'work', owner: { type: 'user', id: 'ann' }, sessionId: undefined, input: '{}' };
  const bounds = { deadlineAfterMs: 1000, keepForMs: 60_000, attemptsMax: 1, canUndo: true };
  await runInDurableObject(env.JOBS.getByName(id), (_, { storage }) => {
    const kept = new JobStorage(storage);
    const failed = { ...created({ ...job, ...bounds }, 0), status: 'failed', undo: 'pending' } as const;
    kept.write(failed, 0);
    kept.keepStep('make', '1');
    kept.write({ ...failed, undoTries: 1 }, 0);
    expect(new JobStorage(storage).steps()).toEqual({ make: '1' });
    kept.write({ ...failed, undo: 'done' }, 0);
    expect(new JobStorage(storage).steps()).toEqual({});
    storage.kv.delete('record');
  });
});
