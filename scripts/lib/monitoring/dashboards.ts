/** Grafana dashboards as data: what to look at for rounds, keys, limits and health. Every query is built from the catalogue. */
import { ACCESS_DASHBOARD } from './access-dashboard.ts';
import type { Alert } from './alert.ts';
import { ALERTS } from './alerts.ts';
import { CONSOLE_DASHBOARD } from './console-dashboard.ts';
import { type Dashboard, ENV, type Panel, record } from './dashboard.ts';
import { promql, series } from './promql.ts';
import type { RecordedName } from './recordings.ts';
import type { Yaml } from './yaml.ts';
import { ZAIM_DASHBOARD } from './zaim-dashboard.ts';

const WIDTH = 12;
const HEIGHT = 8;
/** Keeps the format of the oldest Grafana that reads these files (10). */
const SCHEMA_VERSION = 38;

const today = (name: RecordedName) => promql`${record(name)} - min_over_time(${record(name)}[1d])`;
const requests = series('http_requests_total', { env: ENV });

export const DASHBOARDS: readonly Dashboard[] = [
  {
    uid: 'roundhouse-rounds',
    title: 'Roundhouse: rounds',
    panels: [
      {
        title: 'Rounds',
        unit: 'cps',
        lines: {
          started: promql`sum(rate(${series('rounds_started_total', { env: ENV })}[5m]))`,
          finished: promql`sum(rate(${series('rounds_finished_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Answers by outcome',
        unit: 'cps',
        lines: { '{{outcome}}': promql`sum by (outcome) (rate(${series('round_answers_total', { env: ENV })}[5m]))` },
      },
      {
        title: 'Receipts presented',
        unit: 'cps',
        lines: { '{{result}}': promql`sum by (result) (rate(${series('receipts_verified_total', { env: ENV })}[5m]))` },
      },
      {
        title: 'Telemetry events',
        unit: 'cps',
        lines: { '{{result}}': promql`sum by (result) (rate(${series('telemetry_events_total', { env: ENV })}[5m]))` },
      },
    ],
  },
  {
    uid: 'roundhouse-keys',
    title: 'Roundhouse: tokens and keys',
    panels: [
      {
        title: 'Tokens signed, by key',
        unit: 'cps',
        lines: {
          '{{key}} {{kid}}': promql`sum by (key, kid) (rate(${series('token_signed_with_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Tokens verified, by key',
        unit: 'cps',
        lines: {
          '{{key}} {{kid}}': promql`sum by (key, kid) (rate(${series('token_verified_with_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Share of the old key',
        unit: 'percentunit',
        lines: { share: record('env:old_key_share:ratio5m') },
        alert: 'OldKeyShareDuringGrace',
      },
      {
        title: 'Since a key last signed',
        unit: 's',
        lines: {
          '{{kid}}': promql`time() - max by (kid) (${series('token_last_signed_timestamp_seconds', { env: ENV })})`,
        },
      },
      {
        title: 'Tokens refused within a day',
        unit: 'short',
        lines: { refused: today('env:token_verification_failures:sum') },
        alert: 'TokenVerificationFailures',
      },
      {
        title: 'Tokens refused, by reason',
        unit: 'cps',
        lines: {
          '{{reason}}': promql`sum by (reason) (rate(${series('token_verification_failures_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Age of tokens when presented',
        unit: 's',
        lines: {
          median: promql`histogram_quantile(0.5, sum by (le) (rate(${series('token_age_seconds_bucket', { env: ENV })}[5m])))`,
          p99: promql`histogram_quantile(0.99, sum by (le) (rate(${series('token_age_seconds_bucket', { env: ENV })}[5m])))`,
        },
      },
    ],
  },
  {
    uid: 'roundhouse-limits',
    title: 'Roundhouse: rate limits',
    panels: [
      {
        title: 'Refused within a day',
        unit: 'short',
        lines: { refused: today('env:rate_limit_denials:sum') },
        alert: 'LimitDenials',
      },
      {
        title: 'Over a limit, by policy and mode',
        unit: 'cps',
        lines: {
          '{{policy}} {{mode}}': promql`sum by (policy, mode) (rate(${series('rate_limit_exceeded_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Decisions by policy',
        unit: 'cps',
        lines: {
          '{{policy}} {{outcome}}': promql`sum by (policy, outcome) (rate(${series('rate_limit_checks_total', { env: ENV })}[5m]))`,
        },
      },
      {
        title: 'Checks that could not be made',
        unit: 'cps',
        lines: { '{{policy}}': promql`sum by (policy) (rate(${series('rate_limit_errors_total', { env: ENV })}[5m]))` },
      },
    ],
  },
  ACCESS_DASHBOARD,
  ZAIM_DASHBOARD,
  CONSOLE_DASHBOARD,
  {
    uid: 'roundhouse-health',
    title: 'Roundhouse: latency and health',
    panels: [
      {
        title: 'Slowest of a hundred requests',
        unit: 's',
        lines: { p99: record('env:api_request_duration_seconds:p99_5m') },
        alert: 'SlowRequests',
      },
      {
        title: 'Slowest of a hundred requests, by route',
        unit: 's',
        lines: { '{{route}}': record('env_route:api_request_duration_seconds:p99_5m') },
      },
      {
        title: 'Requests by route',
        unit: 'reqps',
        lines: { '{{route}}': promql`sum by (route) (rate(${requests}[5m]))` },
      },
      {
        title: 'Answers by status',
        unit: 'reqps',
        lines: { '{{status}}': promql`sum by (status) (rate(${requests}[5m]))` },
      },
      {
        title: 'Errors within a day',
        unit: 'short',
        lines: {
          'round ledger': today('env:ledger_errors:sum'),
          'rate limiter': today('env:rate_limit_errors:sum'),
          'metrics lost': today('env:metrics_deltas_lost:sum'),
          'scrapes denied': today('env:metrics_scrapes_denied:sum'),
        },
      },
      { title: 'Metrics page read', unit: 'short', lines: { up: series('up', { env: ENV }) } },
      {
        title: 'What runs',
        unit: 'short',
        lines: { '{{version}}': promql`max by (version) (${series('build_info', { env: ENV })})` },
      },
    ],
  },
];

/** @returns The JSON that Grafana imports; data source and environment are chosen on the page. */
export function grafanaJson({ uid, title, panels }: Dashboard): Yaml {
  return {
    uid,
    title,
    tags: ['roundhouse'],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
        {
          name: 'env',
          type: 'query',
          label: 'Environment',
          datasource: { type: 'prometheus', uid: '$datasource' },
          query: { query: `label_values(${series('up').promql}, env)`, refId: 'env' },
          refresh: 2,
        },
      ],
    },
    panels: panels.map(panelJson),
  };
}

function panelJson({ title, unit, lines, alert, isSigned = false }: Panel, index: number): Yaml {
  const threshold = ALERTS.find(({ name }: Alert) => name === alert)?.thresholds.production;
  const steps: Yaml[] = [{ color: 'green', value: null }];
  return {
    id: index + 1,
    title,
    type: 'timeseries',
    datasource: { type: 'prometheus', uid: '$datasource' },
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit,
        ...(isSigned ? {} : { min: 0 }),
        ...(threshold === undefined
          ? {}
          : {
              custom: { thresholdsStyle: { mode: 'line' } },
              thresholds: { mode: 'absolute', steps: [...steps, { color: 'red', value: threshold }] },
            }),
      },
      overrides: [],
    },
    targets: Object.entries(lines).map(([legendFormat, { promql: expr }], line) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + line),
      expr,
      legendFormat,
    })),
  };
}
