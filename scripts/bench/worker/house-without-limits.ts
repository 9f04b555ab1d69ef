/** The house as it is deployed, with limits that admit everything at once: no key, no look-up, no hop, no write. */
import { UNLIMITED } from '../../../workers/kernel/limits/decision.ts';
import { Limiter } from '../../../workers/kernel/limits/limiter.ts';
import { RequestLimits } from '../../../workers/kernel/limits/request-limits.ts';
import { noRoundLimits } from './no-limits.ts';

export { default } from '../../../workers/index.ts';
export * from './objects.ts';

Object.assign(Limiter.prototype, noRoundLimits);
RequestLimits.prototype.charge = async function charge() {
  this.settle(UNLIMITED);
};
