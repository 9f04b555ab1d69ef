import { describe, expect, it } from 'vitest';
import { healthReply } from '../../shared/health.contract.ts';
import { testHouse } from '../testing/harness.ts';

describe('GET /health', () => {
  it('is ready when the configuration is complete and every store answers', async () => {
    const response = await (await testHouse()).fetch('/health');
    expect(response.status).toBe(200);
    expect(healthReply.parse(await response.json())).toEqual({
      live: true,
      ready: true,
      bindings: {
        CONTENT: 'ok',
        DB: 'ok',
        ROUND_LEDGER: 'ok',
        ZAIM_REGISTRY: 'ok',
        SESSIONS: 'ok',
        SIGN_INS: 'ok',
        LIMITS: 'ok',
        LIMIT_OVERRIDES: 'ok',
        ACCESS_SUBJECTS: 'ok',
        ACCESS_POLICIES: 'ok',
        GATEWAY_SESSIONS: 'ok',
        JOBS: 'ok',
      },
      configuration: [],
    });
  });

  it('names the store that does not answer, and nothing else about it', async () => {
    const house = await testHouse({ CONTENT: { get: () => Promise.reject(new Error('canary 10.0.0.7')) } });
    const response = await house.fetch('/health');
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(healthReply.parse(JSON.parse(text)).bindings).toMatchObject({
      CONTENT: 'failing',
      DB: 'ok',
      ROUND_LEDGER: 'ok',
      ZAIM_REGISTRY: 'ok',
      SESSIONS: 'ok',
      SIGN_INS: 'ok',
    });
    expect(text).not.toContain('canary');
  });

  it('names a store that is not bound', async () => {
    const response = await (await testHouse({ DB: undefined })).fetch('/health');
    expect(healthReply.parse(await response.json()).bindings.DB).toBe('failing');
  });

  it('asks the stores at most once in five seconds', async () => {
    let asked = 0;
    const house = await testHouse({
      CONTENT: {
        get: async () => {
          asked += 1;
          return null;
        },
      },
    });
    for (let call = 0; call < 5; call += 1) await house.fetch('/health');
    expect(asked).toBe(1);
    house.clock.advance(5000);
    await Promise.all(Array.from({ length: 10 }, () => house.fetch('/health')));
    expect(asked).toBe(2);
    house.clock.advance(5000);
    await house.fetch('/health');
    expect(asked).toBe(3);
  });
});
