/**
 * Lets a test know the right answers: it gives the round a seed on its way to the server and plays the same seed once
 * over the API before. The replies are the server's own.
 */
import { randomUUID } from 'node:crypto';
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import type { NextReply, StartReply } from '../../shared/rounds.schema.ts';
import { ANSWER_SKIP } from '../../shared/rounds.vocabulary.ts';
import { ROUTES } from '../../shared/routes.ts';

/** Positions of the right choices in a round of `total` with this seed and no filter. */
export async function learnRightPositions(request: APIRequestContext, seed: string, total: number): Promise<number[]> {
  const post = async <Reply>(path: string, data: object): Promise<Reply> => {
    const response = await request.post(path, { data, headers: { 'X-Client-Id': randomUUID() } });
    expect(response.ok(), await response.text()).toBe(true);
    return (await response.json()) as Reply;
  };
  const positions: number[] = [];
  let shown: Pick<StartReply, 'choices' | 'continuationToken'> = await post<StartReply>(ROUTES.roundsStart.path, {
    seed,
    total,
  });
  for (;;) {
    const { choices, continuationToken } = shown;
    const reply = await post<NextReply>(ROUTES.roundsNext.path, { continuationToken, answer: ANSWER_SKIP });
    positions.push(choices.findIndex((choice) => choice.id === reply.result.correctAnswer));
    if (reply.finished) return positions;
    shown = reply;
  }
}

/** Adds the seed to every round that the page starts. */
export async function seedRounds(page: Page, seed: string): Promise<void> {
  await page.route(`**${ROUTES.roundsStart.path}`, async (route) => {
    const body = route.request().postDataJSON() as object;
    await route.continue({ postData: JSON.stringify({ ...body, seed }) });
  });
}
