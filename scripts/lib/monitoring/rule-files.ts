/** The files that Prometheus and Alertmanager read, as data. */

import type { Alert } from './alert.ts';
import { scenarioOf } from './alert-scenarios.ts';
import { ALERTS } from './alerts.ts';
import { ENVIRONMENTS, type Environment, JOB } from './promql.ts';
import { RECORDINGS } from './recordings.ts';
import type { Yaml } from './yaml.ts';

export const RECORDING_FILE = 'recording.rules.yml';
export const alertFile = (env: Environment) => `alerts.${env}.rules.yml`;
const WEBHOOK_FILE = '/etc/alertmanager/slack-webhook-url';

export function recordingRules(): Yaml {
  const rules = Object.entries(RECORDINGS).map(([record, { promql }]) => ({ record, expr: promql }));
  return { groups: [{ name: `${JOB}-recordings`, rules }] };
}

export function alertRules(env: Environment): Yaml {
  const rules = ALERTS.map((alert: Alert) => ({
    alert: alert.name,
    expr: alert.when(env, alert.thresholds[env]).promql,
    for: alert.for,
    labels: labelsOf(alert, env),
    annotations: annotationsOf(alert, env),
  }));
  return { groups: [{ name: `${JOB}-${env}`, rules }] };
}

const labelsOf = (alert: Alert, env: Environment) => ({ severity: alert.severity, env });
const annotationsOf = (alert: Alert, env: Environment) => ({
  summary: alert.summary(alert.thresholds[env]),
  runbook: alert.runbook,
});

/** For `promtool test rules`: every alert in every environment, once on a bad history and once on a good one. */
export function ruleTests(): Yaml {
  const tests = ENVIRONMENTS.flatMap((env) =>
    ALERTS.flatMap((alert) => {
      const { atMinute, fires, silent, labels } = scenarioOf(alert, env);
      const expected = {
        exp_labels: { ...labelsOf(alert, env), ...labels },
        exp_annotations: annotationsOf(alert, env),
      };
      const test = (verb: string, inputs: typeof fires, alerts: Yaml) => ({
        name: `${env}: ${alert.name} ${verb}`,
        interval: '1m',
        input_series: inputs.map(({ series, values }) => ({ series: series.promql, values })),
        alert_rule_test: [{ eval_time: `${atMinute}m`, alertname: alert.name, exp_alerts: alerts }],
      });
      return [test('fires', fires, [expected]), test('is silent', silent, [])];
    }),
  );
  return { rule_files: [RECORDING_FILE, ...ENVIRONMENTS.map(alertFile)], evaluation_interval: '1m', tests };
}

/** Everything to #vgm-ops, the address of the webhook from a file; what a laptop does concerns nobody. */
export function alertmanager(): Yaml {
  const text =
    '{{ range .Alerts }}{{ .Annotations.summary }}{{ with .Labels.kid }} Key {{ . }}.{{ end }} → {{ .Annotations.runbook }}\n{{ end }}';
  return {
    route: {
      receiver: 'vgm-ops',
      group_by: ['alertname', 'env'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        { receiver: 'nobody', matchers: ['env="local"'] },
        { receiver: 'vgm-ops', matchers: ['severity="critical"'], repeat_interval: '1h' },
      ],
    },
    inhibit_rules: [
      { source_matchers: ['alertname="TargetDown"'], target_matchers: ['severity="warning"'], equal: ['env'] },
    ],
    receivers: [
      { name: 'nobody' },
      {
        name: 'vgm-ops',
        slack_configs: [
          {
            api_url_file: WEBHOOK_FILE,
            channel: '#vgm-ops',
            send_resolved: true,
            title: '[{{ .CommonLabels.env }}] {{ .Status | toUpper }}: {{ .CommonLabels.alertname }}',
            text,
          },
        ],
      },
    ],
  };
}
