/** The house as it is deployed, with a recorder that forgets everything and ships nothing. */
import { noMetrics } from '../../../workers/kernel/metrics/metrics.ts';
import { Recorder } from '../../../workers/kernel/metrics/recorder.ts';

export { default } from '../../../workers/index.ts';
export * from './objects.ts';

Object.assign(Recorder.prototype, noMetrics);
