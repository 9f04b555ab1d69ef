/**
 * Every series that Roundhouse exposes, once: the recorder, the exposition, the alert rules, the dashboards and the docs
 * are made from this table. Label values are bounded (route patterns, states, reasons), never paths, ids or input; the
 * exceptions are `kid`, of which two exist at a time, and the names in the sums of Zaim, whose number is bounded there.
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
/** A gauge that a feature tells when the page is read (sources.ts): no isolate records it. */
interface SourcedGauge extends Gauge {
  readonly origin: 'source';
}
interface Histogram extends MetricBase {
  readonly type: 'histogram';
  /** Upper bounds in the unit of the name, rising; +Inf is added. */
  readonly buckets: readonly number[];
}
export type Metric = Counter | Gauge | SourcedGauge | Histogram;

/** Around the alert thresholds (0.5 s) and the budget (10 ms and 50 ms). */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** A token lives for 120 s. */
const TOKEN_AGE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 90, 120] as const;

/** Zaim answers within some hundred milliseconds; a call is given up after 20 s. */
const ZAIM_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20] as const;

/** A command takes between a call to its host and the longest time that it may have. */
const GATEWAY_EXEC_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] as const;

/** The stated bound is 5 s. */
const STATE_AGE_SECONDS = [0.01, 0.1, 0.5, 1, 2, 3, 4, 5, 10] as const;
/** From 1 ms, doubling: the range of a memory look-up to a slow KV read. */
const CACHE_SECONDS = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512] as const;

/** From a call of a store to the longest deadline of a job. */
const JOB_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900] as const;

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
  auth_cache_bypassed_until_timestamp_seconds: {
    type: 'gauge',
    help: 'Until when an isolate bypasses its caches by itself, by reason, in seconds since the Unix epoch; past when none does.',
    labels: ['reason'],
  },
  auth_cache_bypass_changes_total: {
    type: 'counter',
    help: 'How often an isolate began or ended to bypass its caches by itself, by reason and direction: on or off.',
    labels: ['reason', 'direction'],
  },
  secret_resolutions_total: {
    type: 'counter',
    help: 'References to secrets that were taken to their provider, by provider (bw, bws or env) and by result: resolved or the reason why not.',
    labels: ['provider', 'result'],
  },
  secret_cache_hits_total: {
    type: 'counter',
    help: 'References that the cache of the session resolved, by provider.',
    labels: ['provider'],
  },
  secret_cache_misses_total: {
    type: 'counter',
    help: 'References that it did not resolve, by provider.',
    labels: ['provider'],
  },
  telemetry_events_total: {
    type: 'counter',
    help: 'Telemetry events by result: stored, duplicate or refused.',
    labels: ['result'],
  },
  zaim_api_requests_total: {
    type: 'counter',
    help: 'Calls to Zaim, by endpoint and by status or by what came instead: timeout, unreachable, redirect or too_large.',
    labels: ['endpoint', 'status'],
  },
  zaim_api_request_duration_seconds: {
    type: 'histogram',
    help: 'Time of calls to Zaim, whatever came of them.',
    labels: ['endpoint'],
    buckets: ZAIM_SECONDS,
  },
  zaim_connections_total: {
    type: 'counter',
    help: 'Attempts to connect an account, by result: connected, or the reason on the page.',
    labels: ['result'],
  },
  zaim_oauth_authenticated: {
    type: 'gauge',
    origin: 'source',
    help: 'Whether Zaim accepts the token of the account: 1, or 0 when it no longer does.',
    labels: ['account'],
  },
  zaim_access_permanent: {
    type: 'gauge',
    origin: 'source',
    help: 'Whether access lasts: 1, or 0 when it ends 24 hours after connecting.',
    labels: ['account'],
  },
  zaim_access_ends_timestamp_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'When access ends, in seconds since the Unix epoch; absent while it is permanent.',
    labels: ['account'],
  },
  zaim_last_attempt_timestamp_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'When the account was last fetched or tried to be, in seconds since the Unix epoch.',
    labels: ['account'],
  },
  zaim_last_successful_fetch_timestamp_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'When the sums below were fetched, in seconds since the Unix epoch.',
    labels: ['account'],
  },
  zaim_next_fetch_timestamp_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'When the next fetch is due, in seconds since the Unix epoch.',
    labels: ['account'],
  },
  zaim_consecutive_failures: {
    type: 'gauge',
    origin: 'source',
    help: 'Fetches that failed since the last one that did not.',
    labels: ['account'],
  },
  zaim_fetch_pages: {
    type: 'gauge',
    origin: 'source',
    help: 'Pages of the last successful fetch.',
    labels: ['account'],
  },
  zaim_fetch_rows: {
    type: 'gauge',
    origin: 'source',
    help: 'Rows of the last successful fetch.',
    labels: ['account'],
  },
  zaim_fetch_truncated: {
    type: 'gauge',
    origin: 'source',
    help: 'Whether the last fetch was given up, because there is more than it may read: 1 or 0. Older sums stay.',
    labels: ['account'],
  },
  zaim_fetch_skipped_rows: {
    type: 'gauge',
    origin: 'source',
    help: 'Rows of the last successful fetch that count in no sum, by reason: currency, inactive or malformed.',
    labels: ['account', 'reason'],
  },
  zaim_call_budget: {
    type: 'gauge',
    origin: 'source',
    help: 'Calls to Zaim that the account may make in any hour.',
    labels: ['account'],
  },
  zaim_call_budget_used: {
    type: 'gauge',
    origin: 'source',
    help: 'Calls to Zaim that the account made within the last hour.',
    labels: ['account'],
  },
  zaim_entries: {
    type: 'gauge',
    origin: 'source',
    help: 'Entries by period (today, this_month or last_month) and mode: payment, income or transfer.',
    labels: ['account', 'period', 'mode'],
  },
  zaim_payment_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Payments of a period by category and genre, in the currency of the user.',
    labels: ['account', 'period', 'category', 'genre'],
  },
  zaim_payment_by_account_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Payments of a period by the account they came from.',
    labels: ['account', 'period', 'from_account'],
  },
  zaim_income_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Income of a period by category.',
    labels: ['account', 'period', 'category'],
  },
  zaim_income_by_account_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Income of a period by the account it went to.',
    labels: ['account', 'period', 'to_account'],
  },
  zaim_transfer_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Transfers of a period between accounts.',
    labels: ['account', 'period', 'from_account', 'to_account'],
  },
  zaim_today_total_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Payments of today, in Tokyo.',
    labels: ['account'],
  },
  zaim_month_balance_amount: {
    type: 'gauge',
    origin: 'source',
    help: 'Income less payments of a period.',
    labels: ['account', 'period'],
  },
  console_gateway_checks_total: {
    type: 'counter',
    help: 'Checks of external gateways, by result: ok, or why not.',
    labels: ['result'],
  },
  outbound_judgements_total: {
    type: 'counter',
    help: 'Addresses judged before a call outside, by verdict (allowed or refused) and by reason: public, trusted, or why not.',
    labels: ['verdict', 'reason'],
  },
  jobs_enqueued_total: { type: 'counter', help: 'Background jobs that were begun, by type.', labels: ['type'] },
  jobs_finished_total: {
    type: 'counter',
    help: 'Jobs that ended, by type and outcome: succeeded, failed, cancelled or timed_out.',
    labels: ['type', 'outcome'],
  },
  jobs_attempts_total: {
    type: 'counter',
    help: 'Attempts that ended, by type and outcome: succeeded, failed, lease_lost (whoever worked on it died), cancelled or timed_out.',
    labels: ['type', 'outcome'],
  },
  job_queue_seconds: {
    type: 'histogram',
    help: 'Time from the begin of a job to its first attempt.',
    labels: ['type'],
    buckets: JOB_SECONDS,
  },
  job_duration_seconds: {
    type: 'histogram',
    help: 'Time from the begin of a job to its end, whatever that was.',
    labels: ['type'],
    buckets: JOB_SECONDS,
  },
  jobs_dead_letters_total: {
    type: 'counter',
    help: 'Messages and jobs put aside for an operator, by reason: malformed, unknown_type, lease_lost, unexpected or undo_failed.',
    labels: ['reason'],
  },
  jobs_dead_letters_waiting: {
    type: 'gauge',
    origin: 'source',
    help: 'Dead letters that wait for an operator.',
    labels: [],
  },
  jobs_oldest_unfinished_timestamp_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'When the oldest job began that has not ended, in seconds since the Unix epoch; absent when there is none.',
    labels: [],
  },
  catalogue_refreshes_total: {
    type: 'counter',
    help: 'Refreshes of the copy of the MCP catalogue, by source and by how far they came.',
    labels: ['source', 'result'],
  },
  catalogue_age_seconds: {
    type: 'gauge',
    origin: 'source',
    help: 'Time since a source of the MCP catalogue last answered.',
    labels: ['source'],
  },
  catalogue_entries: {
    type: 'gauge',
    origin: 'source',
    help: 'Entries of the copy of the MCP catalogue.',
    labels: ['source'],
  },
  gateway_sessions_active: {
    type: 'gauge',
    origin: 'source',
    help: 'Gateway sessions that are not over: starting, running, ending or stranded.',
    labels: [],
  },
  gateway_sessions_ended_total: {
    type: 'counter',
    help: 'Gateway sessions that came to their end, by reason: requested, idle, expired or failed.',
    labels: ['reason'],
  },
  gateway_cleanup_failures_total: {
    type: 'counter',
    help: 'Times that the container of an ended session could not be removed, by outcome: failed (tried again) or given_up.',
    labels: ['outcome'],
  },
  gateway_exec_total: {
    type: 'counter',
    help: 'Commands in gateway sessions, by outcome: finished, timed_out or failed.',
    labels: ['outcome'],
  },
  gateway_exec_duration_seconds: {
    type: 'histogram',
    help: 'Time of commands in gateway sessions.',
    labels: [],
    buckets: GATEWAY_EXEC_SECONDS,
  },
  sealed_records: {
    type: 'gauge',
    origin: 'source',
    help: 'Records at rest, by state and id of the key that sealed them: sealing, open-only, announced or unknown.',
    labels: ['key', 'kid'],
  },
  log_lines_sanitised_total: {
    type: 'counter',
    help: 'Secrets hidden in log lines and error answers, by kind: a shape of the table, named_secret or watched_secret.',
    labels: ['kind'],
  },
  log_sanitiser_failures_total: {
    type: 'counter',
    help: 'Log lines and error answers that lost their body, because it could not be made safe.',
    labels: [],
  },
  metrics_scrapes_denied_total: {
    type: 'counter',
    help: 'Scrapes from addresses or with tokens that are not allowed.',
    labels: [],
  },
  metrics_source_failures_total: {
    type: 'counter',
    help: 'Times that a part of the page was left out because its source did not tell it, by source.',
    labels: ['source'],
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
/** Gauges that sources tell. */
export type SourcedName = {
  [Name in MetricName]: (typeof METRICS)[Name] extends SourcedGauge ? Name : never;
}[MetricName];
/** Gauges that isolates record. */
export type GaugeName = Exclude<NamesOf<'gauge'>, SourcedName>;
export type HistogramName = NamesOf<'histogram'>;
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['labels'][number], string>>;
