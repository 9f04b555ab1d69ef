/** A walk through every page and every state of play, for checks that must hold everywhere. */
import { STORAGE_KEYS } from '../src/storage/storage-keys.ts';
import { expect } from './fixtures.ts';
import type { GamePage } from './game-page.ts';

/** Calls `look` with a name at each stop. */
export async function visitEveryPage(game: GamePage, look: (place: string) => Promise<void>): Promise<void> {
  const { page, t } = game;
  const stop = async (path: string, heading: string): Promise<void> => {
    await game.open(path);
    await expect(game.heading(heading)).toBeVisible();
    await look(path);
  };
  await stop('/play', t.play.noRoundTitle);
  await stop('/result', t.result.noneTitle);
  await stop('/settings', t.settings.title);
  await stop('/no/such/page', t.notFound.title);

  for (const path of ['/account/', '/access/', '/console/', '/zaim/']) {
    await game.open(path);
    await expect(page.locator('main section h2').first()).toBeVisible();
    await look(path);
  }

  await game.open('/docs/');
  // All folds of two operations: they are alike in the others.
  const [guarded, operation] = [page.locator('#putGrant'), page.locator('#startRound')];
  for (const opened of [guarded, operation]) {
    await opened.locator('.operation-details > summary').click();
    await opened.locator('.responses').waitFor();
    for (const fold of await opened.locator('summary').all()) {
      if (!(await fold.evaluate((element) => (element.parentElement as HTMLDetailsElement).open))) await fold.click();
    }
  }
  await operation.locator('button[type=submit]').click();
  await expect(operation.locator('pre')).toHaveCount(2);
  await look('/docs');

  await game.open();
  await expect(game.startButton).toBeEnabled();
  await look('/');
  await game.startRound();
  await look('question');
  const first = await game.answer(0);
  await look('reveal');
  await game.open();
  await expect(page.getByRole('link', { name: t.start.resume })).toBeVisible();
  await look('/ with a round under way');
  await page.getByRole('link', { name: t.start.resume }).click();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
  await look('result');

  await game.startRound();
  await page.evaluate((key) => localStorage.removeItem(key), STORAGE_KEYS.token);
  await page.reload();
  await expect(game.heading(t.ended.invalidTitle)).toBeVisible();
  await look('ended');

  await game.startRound();
  await page.context().setOffline(true);
  await game.choices.first().click();
  await expect(page.getByText(t.call.offline)).not.toHaveCount(0);
  await look('answer waiting for the connection');
  await page.context().setOffline(false);
  await expect(game.onward).toBeFocused();

  const other = game.on(await page.context().newPage());
  await other.startRound();
  await expect(game.heading(t.overtaken.newerTitle)).toBeVisible();
  await look('overtaken');
}
