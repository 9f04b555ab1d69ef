/** Keys rotate while rounds are being played: no round is lost, and a retired key verifies nothing. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { dissect, kidOf } from '../testing/forge.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../testing/harness.ts';

const OLD = env.JWT_SECRET;
const NEW = 'c2f1a7d3e9b85064f7d2c1b0a9e8f7d6c5b4a3928170f6e5';

/** The states that an operator walks through, in order. */
const PHASES: readonly {
  name: string;
  secrets: Record<string, string | undefined>;
  signs: string;
  retired: boolean;
}[] = [
  { name: 'before', secrets: { JWT_SECRET: OLD }, signs: OLD, retired: false },
  { name: 'announced', secrets: { JWT_SECRET: OLD, JWT_SECRET_NEW: NEW }, signs: OLD, retired: false },
  { name: 'signing', secrets: { JWT_SECRET: OLD, JWT_SECRET_NEW: NEW, JWT_SIGNER: 'new' }, signs: NEW, retired: false },
  { name: 'retired', secrets: { JWT_SECRET: NEW }, signs: NEW, retired: true },
];

describe('key rotation', () => {
  it('loses no round that crosses one step, and signs with the key of the phase', async () => {
    const clock = testClock();
    const houses = await Promise.all(PHASES.map(({ secrets }) => testHouse(secrets, clock)));
    for (const [phase, house] of houses.entries()) {
      const after = houses[phase + 1];
      if (after === undefined) break;
      // Rounds that were started at every age a token can have when the step comes.
      let tokens = await Promise.all(
        Array.from({ length: 12 }, async () => (await house.start({ total: 4 })).continuationToken),
      );
      tokens = await answerAll(house, tokens);
      // Retiring waits until the last token of the old key has died: see the runbook.
      if (PHASES[phase + 1]?.retired) clock.advance(121_000);
      if (PHASES[phase + 1]?.retired)
        tokens = await Promise.all(tokens.map(async () => (await house.start({ total: 4 })).continuationToken));
      tokens = await answerAll(after, tokens);
      const kid = await kidOf(PHASES[phase + 1]?.signs ?? '');
      for (const token of tokens) expect(dissect(token).header.kid).toBe(kid);
    }
  });

  it('keeps a round playable by isolates on either side of a step', async () => {
    const clock = testClock();
    const [announced, signing] = await Promise.all(PHASES.slice(1, 3).map(({ secrets }) => testHouse(secrets, clock)));
    if (announced === undefined || signing === undefined) throw new Error('two phases');
    let token = (await announced.start({ total: 6 })).continuationToken;
    for (let turn = 0; ; turn += 1) {
      const reply = await (turn % 2 === 0 ? signing : announced).next(token, 'a');
      if (reply.finished) {
        for (const house of [announced, signing]) {
          expect((await house.post('/v1/rounds/receipt/verify', { receipt: reply.receipt })).status).toBe(200);
        }
        return;
      }
      token = reply.continuationToken;
    }
  });

  it('refuses every token of a retired key and of a key that is not yet announced', async () => {
    const clock = testClock();
    const [before, , signing, retired] = await Promise.all(PHASES.map(({ secrets }) => testHouse(secrets, clock)));
    const code = async (house: TestHouse | undefined, token: string | undefined) =>
      house && (await errorOf(await house.post('/v1/rounds/next', { continuationToken: token, answer: 'a' }))).code;
    expect(await code(retired, (await before?.start())?.continuationToken)).toBe('invalid_token');
    expect(await code(before, (await signing?.start())?.continuationToken)).toBe('invalid_token');
  });

  it('keeps the order of a round when the keys change', async () => {
    const clock = testClock();
    const [before, , , retired] = await Promise.all(PHASES.map(({ secrets }) => testHouse(secrets, clock)));
    const first = await before?.start({ seed: 'same' });
    const again = await retired?.start({ seed: 'same' });
    expect(again?.question).toEqual(first?.question);
    expect(again?.choices).toEqual(first?.choices);
  });
});

async function answerAll(house: TestHouse, tokens: readonly string[]): Promise<string[]> {
  return await Promise.all(
    tokens.map(async (token) => {
      const reply = await house.next(token, 'b');
      if (reply.finished) throw new Error('the round ended too early');
      return reply.continuationToken;
    }),
  );
}
