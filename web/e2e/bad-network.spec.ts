/** Lost replies, no connection, and a server that asks to wait. The server itself is always the real one. */
import type { Route } from '@playwright/test';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const NEXT = '**/v1/rounds/next';

test.use({ provoked: [FAILED_REQUEST] });

/** Lets the server answer and throws the answer away. */
async function loseReply(route: Route): Promise<void> {
  await route.fetch();
  await route.abort('connectionreset');
}

test('a lost reply is asked for again and counts once', async ({ game, page }) => {
  const bodies: (string | null)[] = [];
  await page.route(NEXT, async (route) => {
    bodies.push(route.request().postData());
    if (bodies.length === 2) await loseReply(route);
    else await route.continue();
  });
  await game.startRound();
  await game.expectResult(await game.playOn(1));
  expect(bodies).toHaveLength(6);
  expect(bodies[2]).toBe(bodies[1]);
  expect(new Set(bodies).size).toBe(5);
});

test('an answer whose reply is lost is sent again after a reload', async ({ game, page }) => {
  await game.startRound();
  let sent: string | null = null;
  await page.route(NEXT, async (route) => {
    sent = route.request().postData();
    await loseReply(route);
  });
  await game.choices.nth(2).click();
  await expect(game.button(game.t.call.retryNow)).toBeVisible();
  await page.unroute(NEXT);
  const again = page.waitForRequest(NEXT);
  await page.reload();
  expect((await again).postData()).toBe(sent);
  await expect(game.onward).toBeFocused();
  const first = await game.readReveal();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
});

test('tries come after one, two and four seconds, then the player decides', async ({ game, page }) => {
  await game.startRound();
  await page.clock.install();
  let tries = 0;
  await page.route(NEXT, async (route) => {
    tries += 1;
    await route.abort('connectionrefused');
  });
  await game.choices.first().click();
  await expect.poll(() => tries).toBe(1);
  for (const [index, seconds] of [1, 2, 4].entries()) {
    await expect(page.getByText(game.t.call.network(seconds))).not.toHaveCount(0);
    await page.clock.runFor(seconds * 1000);
    await expect.poll(() => tries).toBe(index + 2);
  }
  await expect(page.getByText(game.t.call.stalledNetwork)).not.toHaveCount(0);
  await page.unroute(NEXT);
  await game.button(game.t.call.retryNow).click();
  await expect(game.onward).toBeVisible();
});

test('an answer given offline goes out when the connection is back', async ({ game, page, context }) => {
  await game.startRound();
  await context.setOffline(true);
  await expect(page.getByText(game.t.shell.offline)).toBeVisible();
  await game.choices.first().click();
  await expect(page.getByText(game.t.call.offline)).not.toHaveCount(0);
  await expect(game.onward).toBeHidden();
  await context.setOffline(false);
  await expect(game.onward).toBeFocused();
  await expect(page.getByText(game.t.shell.offline)).toBeHidden();
  const first = await game.readReveal();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
});

test('a 429 is waited out as long as the server says', async ({ game, page }) => {
  const times: number[] = [];
  await page.route(NEXT, async (route) => {
    times.push(Date.now());
    if (times.length > 1) return route.continue();
    const error = { code: 'rate_limited', message: 'Too many requests.', retryable: true, request_id: 'test' };
    return route.fulfill({ status: 429, headers: { 'Retry-After': '2' }, json: { error } });
  });
  await game.startRound();
  await game.choices.first().click();
  await expect(page.getByText(game.t.call.rateLimited(2))).not.toHaveCount(0);
  await expect(game.button(game.t.call.retryNow)).toBeHidden();
  await expect(game.onward).toBeFocused();
  expect(Number(times[1]) - Number(times[0])).toBeGreaterThanOrEqual(2000);
  const first = await game.readReveal();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
});
