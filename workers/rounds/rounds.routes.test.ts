import { describe, expect, it } from 'vitest';
import {
  availabilityReply,
  manifestReply,
  nextReply,
  type ReceiptVerifyReply,
  receiptVerifyReply,
  startReply,
} from '../../shared/rounds.schema.ts';
import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../shared/rounds.vocabulary.ts';
import { errorOf, testHouse } from '../testing/harness.ts';

describe('GET /v1/manifest', () => {
  it('describes modes, facets with mixed, and features', async () => {
    const house = await testHouse();
    const response = await house.fetch('/v1/manifest');
    const manifest = manifestReply.parse(await response.json());
    expect(manifest.modes[0]).toMatchObject({ id: 'vgm_v1-ja', defaultTotal: 10, locale: 'ja' });
    for (const values of Object.values(manifest.facets)) expect(values).toContain('mixed');
    expect(response.headers.get('Cache-Control')).toContain('max-age=300');
  });

  it('answers 304 without a body when the caller has it, also as a weak tag in a list', async () => {
    const house = await testHouse();
    const etag = (await house.fetch('/v1/manifest')).headers.get('ETag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await house.fetch('/v1/manifest', { headers: { 'If-None-Match': tag } });
      expect(response.status).toBe(304);
      expect(await response.text()).toBe('');
      expect(response.headers.get('ETag')).toBe(etag);
    }
    expect((await house.fetch('/v1/manifest', { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  });
});

describe('POST /v1/availability', () => {
  it('counts what start would allow', async () => {
    const house = await testHouse();
    const filters = { difficulty: 'hard', era: ['80s'] };
    const response = await house.post('/v1/availability', { mode: 'vgm_v1-ja', filters });
    const { available } = availabilityReply.parse(await response.json());
    expect(available).toBeGreaterThanOrEqual(4);
    await house.start({ filters, total: available });
    const error = await errorOf(await house.post('/v1/rounds/start', { filters, total: available + 1 }));
    expect(error).toMatchObject({ status: 422, code: 'insufficient_inventory', details: { available } });
  });

  it('takes mixed as no filter', async () => {
    const house = await testHouse();
    const count = async (filters?: object) =>
      availabilityReply.parse(await (await house.post('/v1/availability', { mode: 'vgm_v1-ja', filters })).json());
    const all = await count();
    expect(await count({ difficulty: 'mixed', era: ['mixed'], series: ['mixed'] })).toEqual(all);
    expect((await count({ series: ['ff', 'dq'] })).available).toBeLessThan(all.available);
  });

  it('does not know a mode of another name', async () => {
    const house = await testHouse();
    const error = await errorOf(await house.post('/v1/availability', { mode: 'nope' }));
    expect(error).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('POST /v1/rounds/start', () => {
  it('answers with the first question in the shape of the contract', async () => {
    const house = await testHouse();
    const reply = startReply.parse(await house.start());
    expect(reply.progress).toEqual({ index: 1, total: 10 });
    expect(reply.round.token).toBe(reply.continuationToken);
    expect(reply.choices.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('dates a round by the day in Tokyo', async () => {
    const house = await testHouse();
    house.clock.advance(Date.UTC(2030, 0, 31, 15, 0, 0) - house.clock.nowMs());
    expect((await house.start()).round.date).toBe('2030-02-01');
    house.clock.advance(-1);
    expect((await house.start()).round.date).toBe('2030-01-31');
  });

  it('normalises filters: mixed dropped, series sorted and distinct', async () => {
    const house = await testHouse();
    const filters = { difficulty: ['mixed'], era: 'mixed', series: ['zelda', 'ff', 'zelda'] };
    expect((await house.start({ filters })).round.filters).toEqual({ series: ['ff', 'zelda'] });
  });

  it('gives the same order for the same seed and filters, and another for another seed', async () => {
    const house = await testHouse();
    const order = async (seed: string) => {
      const titles: string[] = [];
      let token = '';
      const first = await house.start({ seed, total: 8 });
      titles.push(first.question.title, ...first.choices.map(({ text }) => text));
      token = first.continuationToken;
      for (;;) {
        const reply = await house.next(token, ANSWER_SKIP);
        if (reply.finished) return titles.join('|');
        titles.push(reply.question.title, ...reply.choices.map(({ text }) => text));
        token = reply.continuationToken;
      }
    };
    expect(await order('sunday')).toBe(await order('sunday'));
    expect(await order('sunday')).not.toBe(await order('monday'));
  });

  it.each([
    [{ filters: { era: ['80s', '90s'] } }, '/filters/era'],
    [{ filters: { difficulty: 'impossible' } }, '/filters/difficulty'],
    [{ filters: { series: ['ff', 'nope'] } }, '/filters/series'],
    [{ filters: { series: [1] } }, '/filters/series/0'],
    [{ filters: { platform: 'NES' } }, '/filters/platform'],
    [{ total: 0 }, '/total'],
    [{ total: 51 }, '/total'],
    [{ total: '10' }, '/total'],
    [{ total: 2.5 }, '/total'],
    [{ seed: '~mine' }, '/seed'],
    [{ seed: 'x'.repeat(65) }, '/seed'],
    [{ unknown: 1 }, '/unknown'],
    [[], ''],
    [null, ''],
  ])('refuses %j with a pointer to %s', async (body, pointer) => {
    const house = await testHouse();
    const error = await errorOf(await house.post('/v1/rounds/start', body));
    expect(error).toMatchObject({ status: 400, code: 'bad_request', retryable: false, details: { pointer } });
  });
});

describe('POST /v1/rounds/next', () => {
  it('plays a whole round and ends with a receipt that verifies', async () => {
    const house = await testHouse();
    let token = (await house.start({ total: 6 })).continuationToken;
    let correct = 0;
    for (let index = 2; ; index += 1) {
      const reply = nextReply.parse(await house.next(token, 'a'));
      if (reply.result.correct) correct += 1;
      expect(reply.result.correct).toBe(reply.result.correctAnswer === 'a');
      if (reply.finished) {
        expect(reply.progress).toEqual({ index: 6, total: 6 });
        const response = await house.post('/v1/rounds/receipt/verify', { receipt: reply.receipt });
        const { receipt } = receiptVerifyReply.parse(await response.json<ReceiptVerifyReply>());
        expect(receipt).toMatchObject({ correct, total: 6, mode: 'vgm_v1-ja', filters: {}, seeded: false });
        return;
      }
      expect(reply.progress).toEqual({ index, total: 6 });
      token = reply.continuationToken;
    }
  });

  it('takes the older field name of the token, but not both', async () => {
    const house = await testHouse();
    const { continuationToken } = await house.start();
    const both = { token: continuationToken, continuationToken, answer: 'a' };
    expect((await house.post('/v1/rounds/next', both)).status).toBe(400);
    expect((await house.post('/v1/rounds/next', { token: continuationToken, answer: 'a' })).status).toBe(200);
  });

  it.each([ANSWER_TIMEOUT, ANSWER_SKIP])('takes %s as a wrong answer', async (answer) => {
    const house = await testHouse();
    const { continuationToken } = await house.start();
    expect((await house.next(continuationToken, answer)).result.correct).toBe(false);
  });

  it('marks a receipt of a round whose seed the player chose', async () => {
    const house = await testHouse();
    const { continuationToken } = await house.start({ total: 1, seed: 'mine' });
    const reply = await house.next(continuationToken, 'a');
    if (!reply.finished) throw new Error('one question makes a round');
    const verified = await house.post('/v1/rounds/receipt/verify', { receipt: reply.receipt });
    expect((await verified.json<ReceiptVerifyReply>()).receipt.seeded).toBe(true);
  });

  it('says token_expired (retryable) after 120 s, and not a second earlier', async () => {
    const house = await testHouse();
    const { continuationToken } = await house.start();
    house.clock.advance(119_000);
    expect((await house.next(continuationToken, 'a')).finished).toBe(false);
    house.clock.advance(1_000);
    const error = await errorOf(await house.post('/v1/rounds/next', { continuationToken, answer: 'a' }));
    expect(error).toMatchObject({ status: 401, code: 'token_expired', retryable: true });
  });

  it.each(['z', '', 'A', ['a'], 1, null])('refuses the answer %j', async (answer) => {
    const house = await testHouse();
    const { continuationToken } = await house.start();
    const error = await errorOf(await house.post('/v1/rounds/next', { continuationToken, answer }));
    expect(error).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('POST /v1/rounds/receipt/verify', () => {
  it('refuses a round token as a receipt and a receipt as a round token', async () => {
    const house = await testHouse();
    const { continuationToken } = await house.start({ total: 1 });
    const asReceipt = await errorOf(await house.post('/v1/rounds/receipt/verify', { receipt: continuationToken }));
    expect(asReceipt).toMatchObject({ status: 401, code: 'invalid_token' });
    const reply = await house.next(continuationToken, 'a');
    if (!reply.finished) throw new Error('one question makes a round');
    const asToken = await errorOf(
      await house.post('/v1/rounds/next', { continuationToken: reply.receipt, answer: 'a' }),
    );
    expect(asToken).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('expires after a day', async () => {
    const house = await testHouse();
    const { continuationToken } = await house.start({ total: 1 });
    const reply = await house.next(continuationToken, 'a');
    if (!reply.finished) throw new Error('one question makes a round');
    house.clock.advance(86_401_000);
    const error = await errorOf(await house.post('/v1/rounds/receipt/verify', { receipt: reply.receipt }));
    expect(error).toMatchObject({ status: 401, code: 'token_expired' });
  });
});
