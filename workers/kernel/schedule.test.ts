import { describe, expect, it } from 'vitest';
import { testClock } from '../testing/harness.ts';
import { createLog } from './log.ts';
import { createSchedule, type Job } from './schedule.ts';

function scheduleOf(...jobs: Job[]) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', (_, line) => lines.push(JSON.parse(line)));
  return { runCron: createSchedule({ jobs, clock: testClock(), log }), lines };
}

describe('createSchedule', () => {
  it('runs the job of exactly this string and logs what it did', async () => {
    const ran: string[] = [];
    const job = (cron: string, name: string): Job => ({
      cron,
      name,
      run: async () => {
        ran.push(name);
        return { deleted: 3 };
      },
    });
    const { runCron, lines } = scheduleOf(job('17 * * * *', 'hourly'), job('0 3 * * *', 'daily'));
    await runCron('0 3 * * *');
    expect(ran).toEqual(['daily']);
    expect(lines).toEqual([
      { level: 'info', event: 'cron', cron: '0 3 * * *', job: 'daily', status: 'done', duration_ms: 0, deleted: 3 },
    ]);
  });

  it.each(['', '* * * * *', '17  * * * *', '17 * * * *\n', 'constructor', '__proto__'])(
    'throws for %j, which nobody planned, and runs nothing',
    async (cron) => {
      const run = () => Promise.reject(new Error('must not run'));
      const { runCron, lines } = scheduleOf({ cron: '17 * * * *', name: 'hourly', run });
      await expect(runCron(cron)).rejects.toThrow('no job for the cron string');
      expect(lines).toEqual([{ level: 'error', event: 'cron', cron, status: 'unknown' }]);
    },
  );

  it('lets a failure show, and logs its cause', async () => {
    const run = () => Promise.reject(new Error('D1 is down'));
    const { runCron, lines } = scheduleOf({ cron: '17 * * * *', name: 'hourly', run });
    await expect(runCron('17 * * * *')).rejects.toThrow('D1 is down');
    expect(lines).toEqual([expect.objectContaining({ level: 'error', status: 'failed', cause: 'Error: D1 is down' })]);
  });

  it('refuses two jobs for one string', () => {
    const job: Job = { cron: '17 * * * *', name: 'hourly', run: async () => ({}) };
    expect(() => scheduleOf(job, { ...job, name: 'other' })).toThrow(RangeError);
  });
});
