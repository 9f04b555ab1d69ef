import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureProgram } from '../lib/debian-programs.ts';
import type { Alert } from '../lib/monitoring/alert.ts';
import { ALERTS } from '../lib/monitoring/alerts.ts';
import { DASHBOARDS } from '../lib/monitoring/dashboards.ts';
import { generatedFiles, staleFiles } from '../lib/monitoring/generated-files.ts';
import { ENVIRONMENTS, promql, scrapedNames, series, seriesNames } from '../lib/monitoring/promql.ts';
import { RECORDINGS } from '../lib/monitoring/recordings.ts';
import { checkRules } from '../lib/monitoring/rule-check.ts';
import { toYaml } from '../lib/monitoring/yaml.ts';
import { inProject } from '../lib/project.ts';

const known = new Set([...scrapedNames(), ...Object.keys(RECORDINGS)]);
const unknownIn = (expression: string) => seriesNames(expression).filter((name) => !known.has(name));

describe('expressions', () => {
  it('cannot name a series, a label or a part that the catalogue lacks', () => {
    // @ts-expect-error no such series
    series('token_verification_failure_total');
    // @ts-expect-error no such label
    series('token_verification_failures_total', { policy: 'start' });
    // @ts-expect-error a counter has no buckets
    series('http_requests_total_bucket');
    // @ts-expect-error only a bucket has an upper bound
    series('api_request_duration_seconds_sum', { le: '1' });
    // @ts-expect-error text is not a series
    expect(promql`sum(${'http_requests_total'})`).toBeDefined();
    expect(series('rate_limit_errors_total', { policy: 'start' }).promql).toBe(
      'rate_limit_errors_total{job="roundhouse",policy="start"}',
    );
  });

  it('refuse a series that is written out', () => {
    expect(() => promql`rate(http_request_total[5m]) > ${1}`).toThrow('http_request_total');
  });

  it('are searched for names, not for labels, ranges or functions', () => {
    expect(seriesNames('sum by (le) (rate(a_b{x="c_d"}[5m] offset 1h)) > 1e3 or env:x:sum{env="$env"}')).toEqual([
      'a_b',
      'env:x:sum',
    ]);
  });
});

describe('monitoring/', () => {
  it('is up to date (npm run monitoring -- build writes it)', () => {
    expect(staleFiles()).toEqual([]);
  });

  it('names only series that are scraped or recorded', () => {
    const rules = generatedFiles()
      .filter(({ file }) => file.endsWith('.rules.yml'))
      .flatMap(({ text }) =>
        Array.from(text.matchAll(/^ +expr: ["'](.*)["']$/gm), ([, expression = '']) => expression),
      );
    expect(rules).toHaveLength(Object.keys(RECORDINGS).length + ALERTS.length * ENVIRONMENTS.length);
    const queries = DASHBOARDS.flatMap(({ panels }) => panels.flatMap(({ lines }) => Object.values(lines)));
    expect([...rules, ...queries.map((query) => query.promql)].flatMap(unknownIn)).toEqual([]);
    expect(rules.every((expression) => seriesNames(expression).length > 0)).toBe(true);
  });

  it('shows every dashboard under an id of its own', () => {
    expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).toBe(DASHBOARDS.length);
  });

  it('holds no address of a webhook', () => {
    const text = generatedFiles().map((file) => file.text);
    expect(text.join('\n')).not.toMatch(/hooks\.slack\.com|api_url:/);
  });
});

describe('the alert table', () => {
  it.each(ALERTS)('$name has a runbook that names it', ({ name, runbook }: Alert) => {
    expect(existsSync(inProject(runbook)), runbook).toBe(true);
    expect(readFileSync(inProject(runbook), 'utf8')).toContain(name);
  });

  it('watches production for what the operations plan asks', () => {
    const thresholds = Object.fromEntries(ALERTS.map((alert: Alert) => [alert.name, alert.thresholds.production]));
    expect(thresholds).toMatchObject({
      TokenVerificationFailures: 10,
      TokenVerificationFailureShare: 0.01,
      OldKeyShareDuringGrace: 0.2,
      OldKeyAfterGrace: 0,
      SlowRequests: 0.5,
      LimitDenials: 100,
    });
  });
});

describe('promtool', () => {
  beforeAll(() => void ensureProgram('promtool'));

  it('accepts the rules, and each alert fires on a bad history and is silent on a good one', () => {
    expect(checkRules()).toBeUndefined();
  });
});

describe('toYaml', () => {
  it('writes nested lists and quotes every text', () => {
    const value = { a: [{ b: 'no', c: [] }, 1, ['x']], d: { e: true, f: 'say "it\'s"', g: 'a\n"b"' }, h: {} };
    expect(toYaml(value)).toBe(
      '\na:\n  - b: "no"\n    c: []\n  - 1\n  - - "x"\nd:\n  e: true\n  f: \'say "it\'\'s"\'\n  g: "a\\n\\"b\\""\nh: {}\n',
    );
  });
});
