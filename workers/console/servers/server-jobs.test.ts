/** Installs and changes whose parts fail, meet each other, or are overtaken: what is left on the engine and in D1. */
import { describe, expect, it } from 'vitest';
import '../../testing/migrate.ts';
import type { JobContext } from '../../kernel/jobs/job-type.ts';
import { EngineError } from '../docker/engine-error.ts';
import { installOf, type ServerScene, serverScene, settings } from './testing.ts';

const CHANGED = 'registry.test/server:2';

async function change(scene: ServerScene, id: string, idempotencyKey?: string) {
  const { servers, owner } = scene;
  return (await servers.change(id, settings(CHANGED), { owner, idempotencyKey })).job_id;
}
const ended = ({ desk, owner }: ServerScene, jobId: string) => desk.jobs.get(jobId, owner.subject);
const record = ({ store, owner }: ServerScene, id: string) => store.require(owner.subject, id);

describe('a change', () => {
  it('leaves the new container alone, and no work marked', async () => {
    const scene = serverScene();
    const id = await scene.installed('plain');
    const job = await change(scene, id);
    await scene.desk.deliverAll();
    expect(await ended(scene, job)).toMatchObject({ status: 'succeeded' });
    expect(scene.engine.names).toEqual(['plain runs']);
    expect(await record(scene, id)).toMatchObject({ job_id: null, settings: { image: CHANGED } });
  });

  it('that comes while another is under way does not undo what that one does', async () => {
    const scene = serverScene();
    const id = await scene.installed('met');
    const [first, second] = [await change(scene, id), await change(scene, id)];
    const [one, other] = scene.desk.waiting.splice(0);
    // The first has moved the container before aside: then the second comes, is refused, and takes back what it did.
    scene.engine.before.create = async () => {
      delete scene.engine.before.create;
      await scene.desk.deliver(other);
    };
    await scene.desk.deliver(one);
    expect(await ended(scene, second)).toMatchObject({ status: 'failed', error: { code: 'conflict' }, undo: 'done' });
    expect(await ended(scene, first)).toMatchObject({ status: 'succeeded' });
    expect(scene.engine.names).toEqual(['met runs']);
  });

  it('holds although the container before cannot be removed for now', async () => {
    const scene = serverScene();
    const id = await scene.installed('kept');
    const job = await change(scene, id);
    scene.engine.before.remove = () => Promise.reject(new EngineError('state_conflict'));
    await scene.desk.deliverAll();
    expect(await ended(scene, job)).toMatchObject({ status: 'succeeded' });
    expect(await record(scene, id)).toMatchObject({ job_id: null, settings: { image: CHANGED } });
    expect(scene.engine.names).toContainEqual('kept runs');
    expect(scene.engine.find('kept')?.id).toBe((await record(scene, id)).container_id);
  });

  it('that fails gives a server that stood still back as it stood', async () => {
    const scene = serverScene();
    const id = await scene.installed('still');
    await scene.engine.asEngine().stopContainer('still');
    const job = await change(scene, id);
    scene.engine.before.start = () => Promise.reject(new EngineError('settings_refused'));
    await scene.desk.deliverAll();
    expect(await ended(scene, job)).toMatchObject({ status: 'failed', undo: 'done' });
    expect(scene.engine.names).toEqual(['still stands']);
  });

  it('is not taken back before what ran runs again', async () => {
    const scene = serverScene();
    const { engine, servers, store, owner } = scene;
    const id = await scene.installed('again');
    const containerId = engine.find('again')?.id ?? '';
    const jobId = crypto.randomUUID();
    await store.claim(owner.subject, id, jobId);
    await engine.asEngine().renameContainer(containerId, 'again.before');
    await engine.asEngine().stopContainer(containerId);
    const before = { host_id: scene.hostId, name: 'again', container_id: containerId, was_running: true };
    const context = {
      jobId,
      owner,
      kept: (name: string) => (name === 'server_before' ? before : undefined),
    } as JobContext;
    const undo = () => servers.types.change.undo?.(context, { server_id: id, settings: settings(CHANGED) });
    engine.before.start = () => {
      delete engine.before.start;
      return Promise.reject(new EngineError('unreachable'));
    };
    await expect(undo()).rejects.toThrow(EngineError);
    await undo();
    expect(engine.names).toEqual(['again runs']);
    expect((await record(scene, id)).job_id).toBeNull();
  });

  it('is one job for one key, also while it is under way', async () => {
    const scene = serverScene();
    const id = await scene.installed('key');
    const job = await change(scene, id, 'key-1');
    let repeated: unknown;
    scene.engine.before.create = async () => {
      repeated = await change(scene, id, 'key-1').catch((error: unknown) => error);
    };
    await scene.desk.deliverAll();
    expect(repeated).toBe(job);
    expect(await ended(scene, job)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a server that is removed by force', () => {
  it('during its install leaves no container behind', async () => {
    const scene = serverScene();
    const { servers, owner, desk } = scene;
    const begun = await servers.install(installOf(scene, 'gone'), { owner, idempotencyKey: undefined });
    scene.engine.before.start = async () => {
      delete scene.engine.before.start;
      await servers.remove(owner.subject, begun.job_id, true);
    };
    await desk.deliverAll();
    expect(await ended(scene, begun.job_id)).toMatchObject({ status: 'failed', undo: 'done' });
    expect(scene.engine.names).toEqual([]);
  });

  it('during a change leaves no container behind', async () => {
    const scene = serverScene();
    const id = await scene.installed('left');
    const job = await change(scene, id);
    scene.engine.before.create = async () => {
      delete scene.engine.before.create;
      await scene.servers.remove(scene.owner.subject, id, true);
    };
    await scene.desk.deliverAll();
    expect(await ended(scene, job)).toMatchObject({ status: 'failed', undo: 'done' });
    expect(scene.engine.names).toEqual([]);
  });
});

it('an install or a change whose host is gone has nothing to take back, and asks no operator', async () => {
  const scene = serverScene();
  const { servers, owner, desk } = scene;
  const id = await scene.installed('first');
  const changed = await change(scene, id);
  const begun = await servers.install(installOf(scene, 'second'), { owner, idempotencyKey: undefined });
  scene.isHostThere = false;
  await desk.deliverAll();
  for (const job of [begun.job_id, changed]) {
    expect(await ended(scene, job)).toMatchObject({ status: 'failed', error: { code: 'not_found' }, undo: 'done' });
  }
  expect((await record(scene, id)).job_id).toBeNull();
});
