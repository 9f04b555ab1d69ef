/** What a reload keeps, and what it explains when it cannot. */
import { STORAGE_KEYS } from '../src/storage/storage-keys.ts';
import { expect, test } from './fixtures.ts';
import { signedLike } from './past-token.ts';

test('a reload keeps the question and its remaining time', async ({ game, page }) => {
  await game.startRound();
  const track = await game.question.textContent();
  await expect(game.timer).toHaveText(/^1[0-3]/);
  await page.reload();
  await expect(game.question).toHaveText(String(track));
  await expect(game.timer).toHaveText(/^(?:\d|1[0-3])s$/);
  const seen = await game.playOn(1);
  await game.expectResult(seen);
});

test('a reload during the reveal keeps it, and the start page offers the round', async ({ game, page }) => {
  await game.startRound();
  const first = await game.answer(0);
  await page.reload();
  expect(await game.readReveal()).toEqual(first);
  await game.open();
  await page.getByRole('link', { name: game.t.start.resume }).click();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
});

test('a stored round that cannot be read is discarded', async ({ game, page }) => {
  await game.startRound();
  await page.evaluate((key) => localStorage.setItem(key, '{"version":1,"round":'), STORAGE_KEYS.round);
  await page.reload();
  await expect(game.heading(game.t.play.noRoundTitle)).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('session')))).toEqual([]);
});

test.describe('an expired token', () => {
  test.use({ provoked: [/status of 401/] });
  const secret = process.env.E2E_JWT_SECRET ?? '';
  test.skip(secret === '', 'E2E_JWT_SECRET is needed to sign a token of the past');

  test('is explained after a reload, keeps the history and leads to a new round', async ({ game, page }) => {
    await game.startRound();
    const first = await game.answer(0);
    await game.onward.click();
    await game.expectQuestion(2);
    await page.evaluate(([key, token]) => localStorage.setItem(key, token), [
      STORAGE_KEYS.token,
      signedLike(await storedToken(page), secret, -200),
    ] as const);
    await page.reload();
    await expect(game.heading(game.t.ended.expiredTitle)).toBeVisible();
    await expect(page.getByText(game.t.ended.kept(first.right ? '1' : '0', '1', String(first.points)))).toBeVisible();
    await game.button(game.t.ended.newRound).click();
    await game.expectQuestion(1);
  });

  test('that only the server notices is explained as well', async ({ game, page }) => {
    await game.startRound();
    const token = signedLike(await storedToken(page), secret, -200);
    await page.route('**/v1/rounds/next', async (route) => {
      const body = route.request().postDataJSON() as object;
      await route.continue({ postData: JSON.stringify({ ...body, continuationToken: token }) });
    });
    await game.choices.first().click();
    await expect(game.heading(game.t.ended.expiredTitle)).toBeVisible();
    await expect(game.button(game.t.ended.newRound)).toBeVisible();
  });
});

async function storedToken(page: import('@playwright/test').Page): Promise<string> {
  return String(await page.evaluate((key) => localStorage.getItem(key), STORAGE_KEYS.token));
}
