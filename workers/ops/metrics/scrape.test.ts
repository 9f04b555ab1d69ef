import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import { healthReply } from '../../../shared/health.contract.ts';
import { parsePage } from '../../testing/exposition-parser.ts';
import { errorOf, type TestHouse, testHouse } from '../../testing/harness.ts';

const TOKEN = { Authorization: `Bearer ${env.METRICS_TOKEN}` };
const OPENMETRICS = { ...TOKEN, Accept: 'application/openmetrics-text' };

const get = (house: TestHouse, headers: HeadersInit = TOKEN) => house.fetch('/metrics', { headers });

/** The value of a series on the page that a scrape gets; 0 when it is not there. */
async function scraped(house: TestHouse, name: string, labels: Record<string, string> = {}): Promise<number> {
  const page = await (await get(house)).text();
  const samples = parsePage(page, 'text').flatMap((family) => family.samples);
  const wanted = Object.entries(labels);
  const hits = samples.filter(
    (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
  );
  return hits.reduce((sum, { value }) => sum + value, 0);
}

describe('the page', () => {
  it('is text 0.0.4 by default, sound, and never cached', async () => {
    const house = await testHouse();
    const response = await get(house);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Vary')).toContain('Accept, Accept-Encoding');
    expect(response.headers.get('Content-Encoding')).toBeNull();
    parsePage(await response.text(), 'text');
  });

  it('is OpenMetrics when asked for, with the request id as exemplar', async () => {
    const house = await testHouse();
    const requestId = (await house.fetch('/health')).headers.get('X-Request-Id');
    const response = await get(house, OPENMETRICS);
    expect(response.headers.get('Content-Type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const families = parsePage(await response.text(), 'openmetrics');
    const exemplars = families.flatMap(({ samples }) =>
      samples.flatMap(({ exemplar }) => exemplar?.labels.request_id ?? []),
    );
    expect(exemplars).toContain(requestId);
  });

  it('is the same page in gzip when that is accepted', async () => {
    const house = await testHouse();
    const response = await get(house, { ...OPENMETRICS, 'Accept-Encoding': 'gzip' });
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    const body = response.body?.pipeThrough(new DecompressionStream('gzip'));
    parsePage(await new Response(body).text(), 'openmetrics');
  });

  it('names what runs', async () => {
    const labels = { version: manifest.version, environment: 'local' };
    expect(await scraped(await testHouse(), 'build_info', labels)).toBe(1);
  });

  it('takes no other method', async () => {
    const house = await testHouse();
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const response = await house.fetch('/metrics', { method, headers: TOKEN });
      expect(response.headers.get('Allow')).toBe('GET, HEAD');
      expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    }
    expect((await house.fetch('/metrics', { method: 'HEAD', headers: TOKEN })).status).toBe(200);
  });
});

describe('what is counted', () => {
  it('is every request, by route, method and status, and nothing that a caller chose', async () => {
    const house = await testHouse();
    const counted = (route: string, method: string, status: string) =>
      scraped(house, 'http_requests_total', { route, method, status });
    const before = await counted('/v1/manifest', 'GET', '200');
    const unmatched = await counted('unmatched', 'GET', '404');
    for (let request = 0; request < 20; request += 1) await house.fetch('/v1/manifest');
    for (let request = 0; request < 5; request += 1) await house.fetch(`/planted-canary-${request}`);
    await house.fetch('/v1/manifest', { method: 'QUERY' });
    expect(await counted('/v1/manifest', 'GET', '200')).toBe(before + 20);
    expect(await counted('unmatched', 'GET', '404')).toBe(unmatched + 5);
    expect(await counted('/v1/manifest', 'other', '405')).toBe(1);
    expect(await (await get(house)).text()).not.toMatch(/canary/i);
  });

  it('is what happens in a round', async () => {
    const house = await testHouse();
    const plain = [
      'rounds_started_total',
      'rounds_finished_total',
      'token_signed_with_total',
      'token_verified_with_total',
    ];
    const labelled = [
      ...['correct', 'wrong', 'timeout', 'skip', 'repeated', 'conflict'].map((outcome) => ({ outcome })),
      ...['invalid', 'expired'].map((reason) => ({ reason })),
      ...['valid', 'invalid', 'expired'].map((result) => ({ result })),
    ];
    const seriesOf = {
      outcome: 'round_answers_total',
      reason: 'token_verification_failures_total',
      result: 'receipts_verified_total',
    };
    const read = async () => {
      const values: Record<string, number> = {};
      for (const name of [...plain, 'token_age_seconds_count']) values[name] = await scraped(house, name);
      for (const labels of labelled) {
        for (const [label, value] of Object.entries(labels)) {
          values[`${label} ${value}`] = await scraped(house, seriesOf[label as keyof typeof seriesOf], labels);
        }
      }
      return values;
    };
    const before = await read();

    const started = await house.start({ total: 3 });
    const first = await house.next(started.continuationToken, '__skip__');
    await house.next(started.continuationToken, '__skip__');
    const conflict = await house.post('/v1/rounds/next', { continuationToken: started.continuationToken, answer: 'a' });
    expect(conflict.status).toBe(409);
    if (first.finished) throw new Error('finished too early');
    const second = await house.next(first.continuationToken, '__timeout__');
    if (second.finished) throw new Error('finished too early');
    const third = await house.next(second.continuationToken, 'a');
    if (!third.finished) throw new Error('not finished');
    await house.post('/v1/rounds/receipt/verify', { receipt: third.receipt });
    await house.post('/v1/rounds/receipt/verify', { receipt: first.continuationToken });
    await house.post('/v1/rounds/next', { continuationToken: third.receipt, answer: 'a' });
    house.clock.advance(130_000);
    await house.post('/v1/rounds/next', { continuationToken: second.continuationToken, answer: 'a' });

    const after = await read();
    const { correct } = third.result;
    expect(Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]))).toEqual({
      rounds_started_total: 1,
      rounds_finished_total: 1,
      // A token is signed while the ledger is asked, so also for the answer that was a conflict.
      token_signed_with_total: 5,
      token_verified_with_total: 5,
      token_age_seconds_count: 5,
      'outcome correct': correct ? 1 : 0,
      'outcome wrong': correct ? 0 : 1,
      'outcome timeout': 1,
      'outcome skip': 1,
      'outcome repeated': 1,
      'outcome conflict': 1,
      'reason invalid': 1,
      'reason expired': 1,
      'result valid': 1,
      'result invalid': 1,
      'result expired': 0,
    });
  });

  it('names the key that signed, and when it last did', async () => {
    const house = await testHouse();
    await house.start();
    const page = await (await get(house)).text();
    expect(page).toMatch(/token_signed_with_total\{key="signing",kid="[0-9a-f]{16}"\} \d+/);
    const lastSigned = await scraped(house, 'token_last_signed_timestamp_seconds');
    expect(lastSigned).toBe(Math.floor(house.clock.nowMs() / 1000));
  });

  it('is a ledger that does not answer', async () => {
    const away = { getByName: () => ({ record: () => Promise.reject(new Error('away')) }) };
    const house = await testHouse({ ROUND_LEDGER: away });
    const before = await scraped(house, 'ledger_errors_total');
    const { continuationToken } = await house.start();
    const response = await house.post('/v1/rounds/next', { continuationToken, answer: 'a' });
    expect(response.status).toBe(503);
    expect(await scraped(house, 'ledger_errors_total')).toBe(before + 1);
  });
});

describe('when a shard does not answer', () => {
  const away = {
    getByName: () => ({
      add: () => Promise.reject(new Error('canary')),
      read: () => Promise.reject(new Error('canary')),
    }),
  };

  it('a scrape fails as a whole, and players notice nothing', async () => {
    const house = await testHouse({ METRICS: away });
    await house.start();
    const response = await get(house);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
  });
});

describe('health', () => {
  it('says why nobody can read the metrics, and is ready all the same', async () => {
    const house = await testHouse({ METRICS_TOKEN: undefined });
    const response = await house.fetch('/health');
    expect(response.status).toBe(200);
    const { ready, configuration } = healthReply.parse(await response.json());
    expect(ready).toBe(true);
    expect(configuration).toMatchObject([{ level: 'note', variable: 'METRICS_ALLOWLIST' }]);
  });
});
