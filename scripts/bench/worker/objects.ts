/** The Durable Object classes that wrangler.toml binds: an entry must have them all, used or not. */
export { LimitShard } from '../../../workers/kernel/limits/limits.do.ts';
export { LimitOverrides } from '../../../workers/kernel/limits/overrides.do.ts';
export { MetricsShard } from '../../../workers/kernel/metrics/metrics.do.ts';
export { RoundLedger } from '../../../workers/rounds/rounds.do.ts';
