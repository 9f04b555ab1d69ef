/** Telemetry by the clock: which cron string is kept by which service call. */
import type { Job } from '../kernel/schedule.ts';
import { CLEANUP_CRON } from './telemetry.constants.ts';
import type { TelemetryService } from './telemetry.service.ts';

export function telemetryJobs(telemetry: TelemetryService): Job[] {
  return [{ cron: CLEANUP_CRON, name: 'telemetry_cleanup', run: async () => ({ ...(await telemetry.clean()) }) }];
}
