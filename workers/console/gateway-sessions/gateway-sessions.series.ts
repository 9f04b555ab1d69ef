/** How many sessions there are, told when the metrics are read. */
import { type SeriesSource, sourced } from '../../kernel/metrics/sources.ts';
import type { Sessions } from './sessions.ts';

export function gatewaySessionsSeries(sessions: Sessions): SeriesSource {
  return {
    name: 'gateway_sessions',
    read: async () => [sourced('gateway_sessions_active', {}, await sessions.countLive())],
  };
}
