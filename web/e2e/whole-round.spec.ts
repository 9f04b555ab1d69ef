/** A whole round from the start page to the receipt, by mouse and by keyboard only, in both languages. */
import { expect, test } from './fixtures.ts';
import type { GamePage, SeenReveal } from './game-page.ts';
import { learnRightPositions, seedRounds } from './seeded-round.ts';

const SEED = 'whole-round';

for (const locale of ['en-GB', 'ja-JP']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('a whole round by mouse', async ({ game, page, request }) => {
      const rightPositions = await learnRightPositions(request, SEED, 5);
      await seedRounds(page, SEED);
      await game.startRound();
      const seen: SeenReveal[] = [];
      for (const [number, right] of rightPositions.entries()) {
        await game.expectQuestion(number + 1);
        // The third answer is wrong on purpose.
        seen.push(await game.answer(number === 2 ? (right + 1) % 4 : right));
        await game.onward.click();
      }
      expect(seen.map((reveal) => reveal.right)).toEqual([true, true, false, true, true]);
      for (const { right, points } of seen) expect(points).toBeGreaterThanOrEqual(right ? 100 : 0);
      await game.expectResult(seen);
      await page.reload();
      await game.expectResult(seen);
      await game.button(game.t.result.again).click();
      await game.expectQuestion(1);
    });

    test('a whole round by keyboard only', async ({ game, page, request }) => {
      const rightPositions = await learnRightPositions(request, SEED, 5);
      await seedRounds(page, SEED);
      await game.open();
      await expect(game.startButton).toBeEnabled();
      await chooseFiveByKeyboard(game);
      await tabTo(game, async () => await game.startButton.evaluate((node) => node === document.activeElement));
      await page.keyboard.press('Enter');
      const seen: SeenReveal[] = [];
      for (const [number, right] of rightPositions.entries()) {
        await game.expectQuestion(number + 1);
        await expect(game.question).toBeFocused();
        await page.keyboard.press(number === 1 ? 's' : String(right + 1));
        await expect(game.onward).toBeFocused();
        seen.push(await game.readReveal());
        await page.keyboard.press('Enter');
      }
      expect(seen.map((reveal) => reveal.right)).toEqual([true, false, true, true, true]);
      await game.expectResult(seen);
      await expect(game.heading(game.t.result.title)).toBeFocused();
    });
  });
}

test('a question without an answer ends as a time-out', async ({ game, page }) => {
  await page.clock.install();
  await game.startRound();
  await page.clock.runFor(10_500);
  await expect(page.getByText(game.t.play.fewSecondsLeft(5))).toBeAttached();
  await page.clock.runFor(5_000);
  await expect(game.verdict).toHaveText(game.t.play.timedOut);
  await expect(game.onward).toBeFocused();
});

/** Moves through the radio buttons of the length to the first one. */
async function chooseFiveByKeyboard(game: GamePage): Promise<void> {
  const five = game.page.getByRole('radio', { name: game.t.start.sizeOption('5'), exact: true });
  const inGroup = () => game.page.evaluate(() => document.activeElement?.getAttribute('name') === 'size');
  await tabTo(game, inGroup);
  await game.page.keyboard.press('ArrowLeft');
  await expect(five).toBeChecked();
}

async function tabTo(game: GamePage, arrived: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await arrived()) return;
    await game.page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not reach the control');
}
