/**
 * Every series that Roundhouse exposes, once: the recorder, the exposition, the alert rules, the dashboards and the docs
 * are made from this table. Label values are bounded (route patterns, states, reasons), never paths, ids or input; the one
 * exception is `kid`, of which two exist at a time.
 */

interface MetricBase {
  /** One sentence; becomes HELP. */
  readonly help: string;
  readonly labels: readonly string[];
}
interface Counter extends MetricBase {
  readonly type: 'counter';
}
/** A gauge that keeps the largest value of all isolates: a point in time, or 1. */
interface Gauge extends MetricBase {
  readonly type: 'gauge';
}
interface Histogram extends MetricBase {
  readonly type: 'histogram';
  /** Upper bounds in the unit of the name, rising; +Inf is added. */
  readonly buckets: readonly number[];
}
export type Metric = Counter | Gauge | Histogram;

/** Around the alert thresholds (0.5 s) and the budget (10 ms and 50 ms). */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** A token lives for 120 s. */
const TOKEN_AGE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 90, 120] as const;

/** The stated bound is 5 s. */
const STATE_AGE_SECONDS = [0.01, 0.1, 0.5, 1, 2, 3, 4, 5, 10] as const;
/** From 1 ms, doubling: the range of a memory look-up to a slow KV read. */
const CACHE_SECONDS = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512] as const;

export const METRICS = {
  build_info: { type: 'gauge', help: 'Always 1; the labels name what runs.', labels: ['version', 'environment'] },
  http_requests_total: { type: 'counter', help: 'Requests answered.', labels: ['route', 'method', 'status'] },
  api_request_duration_seconds: {
    type: 'histogram',
    help: 'Time to answer as far as the clock of a Worker shows it: it moves only with I/O.',
    labels: ['route'],
    buckets: REQUEST_SECONDS,
  },
  token_verification_failures_total: {
    type: 'counter',
    help: 'Round tokens refused, by reason: invalid or expired.',
    labels: ['reason'],
  },
  token_signed_with_total: {
    type: 'counter',
    help: 'Round tokens signed, by state and id of the key.',
    labels: ['key', 'kid'],
  },
  token_verified_with_total: {
    type: 'counter',
    help: 'Round tokens that verified, by state and id of the key.',
    labels: ['key', 'kid'],
  },
  token_last_signed_timestamp_seconds: {
    type: 'gauge',
    help: 'When a key last signed a round token, in seconds since the Unix epoch.',
    labels: ['kid'],
  },
  token_age_seconds: {
    type: 'histogram',
    help: 'Age of round tokens when they are presented.',
    labels: [],
    buckets: TOKEN_AGE_SECONDS,
  },
  rounds_started_total: { type: 'counter', help: 'Rounds started.', labels: [] },
  rounds_finished_total: { type: 'counter', help: 'Rounds whose last answer was taken.', labels: [] },
  round_answers_total: {
    type: 'counter',
    help: 'Answers by outcome: correct, wrong, timeout, skip, repeated or conflict.',
    labels: ['outcome'],
  },
  receipts_verified_total: {
    type: 'counter',
    help: 'Score receipts presented, by result: valid, invalid or expired.',
    labels: ['result'],
  },
  ledger_errors_total: { type: 'counter', help: 'Answers that the round ledger could not take.', labels: [] },
  rate_limit_checks_total: {
    type: 'counter',
    help: 'Decisions of the rate limiter, by policy and outcome: admitted or denied.',
    labels: ['policy', 'outcome'],
  },
  rate_limit_exceeded_total: {
    type: 'counter',
    help: 'Requests over a limit, by policy and mode: enforce or shadow.',
    labels: ['policy', 'mode'],
  },
  rate_limit_errors_total: {
    type: 'counter',
    help: 'Checks that the limiter could not make, by policy.',
    labels: ['policy'],
  },
  auth_attempts_total: {
    type: 'counter',
    help: 'Sign-ins and checks of credentials, by result and by method: oidc, session, token or api_key.',
    labels: ['result', 'method'],
  },
  auth_sessions_started_total: { type: 'counter', help: 'Sessions that began with a sign-in.', labels: [] },
  auth_sessions_ended_total: {
    type: 'counter',
    help: 'Sessions that ended, by reason: signed_out, revoked, idle, absolute or displaced.',
    labels: ['reason'],
  },
  jwt_validations_total: {
    type: 'counter',
    help: 'Tokens of issuers checked, by result: valid, cached, expired, invalid or unavailable.',
    labels: ['result'],
  },
  jwks_fetches_total: {
    type: 'counter',
    help: 'Key sets fetched from issuers, by result: ok, failed or refused.',
    labels: ['result'],
  },
  authz_checks_total: {
    type: 'counter',
    help: 'Authorization decisions, by result (allow, deny or error) and whether a cache had it (true or false).',
    labels: ['result', 'cache_hit'],
  },
  authz_state_age_seconds: {
    type: 'histogram',
    help: 'How old the knowledge of epoch and revision was that a decision was made with.',
    labels: [],
    buckets: STATE_AGE_SECONDS,
  },
  authz_truth_reads_total: {
    type: 'counter',
    help: 'Reads of D1 for decisions and API keys, by what was read: policies, subject or api_key.',
    labels: ['kind'],
  },
  auth_cache_hits_total: {
    type: 'counter',
    help: 'Found in a cache, by kind (jwt_validation, jwks, authorization, policies, subject, session or api_key) and layer (memory or kv).',
    labels: ['cache_type', 'layer'],
  },
  auth_cache_misses_total: { type: 'counter', help: 'Found in no cache, by kind.', labels: ['cache_type'] },
  auth_cache_errors_total: {
    type: 'counter',
    help: 'Operations on a cache that failed, by kind and operation: get, set or delete.',
    labels: ['cache_type', 'operation'],
  },
  auth_cache_latency_seconds: {
    type: 'histogram',
    help: 'Time of cache operations that do I/O, by kind.',
    labels: ['cache_type'],
    buckets: CACHE_SECONDS,
  },
  auth_cache_bypass_changes_total: {
    type: 'counter',
    help: 'How often an isolate began or ended to bypass its caches by itself, by reason and direction: on or off.',
    labels: ['reason', 'direction'],
  },
  telemetry_events_total: {
    type: 'counter',
    help: 'Telemetry events by result: stored, duplicate or refused.',
    labels: ['result'],
  },
  metrics_scrapes_denied_total: {
    type: 'counter',
    help: 'Scrapes from addresses or with tokens that are not allowed.',
    labels: [],
  },
  metrics_deltas_lost_total: {
    type: 'counter',
    help: 'Changes to metrics that an isolate could not hand over.',
    labels: [],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;
type NamesOf<Type extends Metric['type']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['labels'][number], string>>;
