/** The start page: counts, bounds, refusals, and what it remembers. */

import { DIFFICULTIES, ERAS } from '../../shared/rounds.vocabulary.ts';
import { ROUTES } from '../../shared/routes.ts';
import { firstYearOf } from '../src/i18n/era-years.ts';
import { expect, test } from './fixtures.ts';

test('the number of questions follows the filters, and they are remembered', async ({ game, page, request }) => {
  const { available } = (await (
    await request.post(ROUTES.availability.path, {
      data: { mode: 'vgm_v1-ja', filters: { era: '90s', series: ['ff'] } },
    })
  ).json()) as { available: number };
  await game.open();
  await page.getByRole('radio', { name: '1990s' }).check();
  await page.getByRole('checkbox', { name: 'Final Fantasy' }).check();
  await expect(page.getByText(game.t.start.available(available, String(available)))).toBeVisible();
  await page.reload();
  await expect(page.getByRole('radio', { name: '1990s' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Final Fantasy' })).toBeChecked();
});

test('a round is capped by what is available, or cannot start', async ({ game, page, request }) => {
  const counts = await Promise.all(
    ['ff', 'dq', 'zelda', 'mario', 'sonic', 'pokemon'].flatMap((series) =>
      ERAS.flatMap((era) =>
        DIFFICULTIES.map(async (difficulty) => {
          const data = { mode: 'vgm_v1-ja', filters: { difficulty, era, series } };
          const response = await request.post(ROUTES.availability.path, { data });
          return { series, era, difficulty, ...((await response.json()) as { available: number }) };
        }),
      ),
    ),
  );
  const few = counts.find(({ available }) => available > 1 && available < 5);
  const none = counts.find(({ available }) => available === 0);
  const choose = async ({ series, era, difficulty }: (typeof counts)[number]): Promise<void> => {
    await page.getByRole('radio', { name: game.t.facets[difficulty], exact: true }).check();
    await page.getByRole('radio', { name: game.t.facets.decade(firstYearOf(era)) }).check();
    await page.locator(`input[value=${series}]`).check();
  };
  await game.open();
  test.skip(few === undefined || none === undefined, 'the content has no such combination of filters');
  if (few === undefined || none === undefined) return;
  await choose(few);
  await expect(page.getByText(game.t.start.capped(few.available, String(few.available)))).toBeVisible();
  await game.startButton.click();
  await game.expectQuestion(1, few.available);

  await game.open();
  await page.locator(`input[value=${few.series}]`).uncheck();
  await choose(none);
  await expect(page.getByText(game.t.start.none)).toBeVisible();
  await expect(game.startButton).toBeDisabled();
  await game.button(game.t.start.clear).click();
  await expect(game.startButton).toBeEnabled();
});

test.describe('a refusal', () => {
  test.use({ provoked: [/status of 422/] });

  test('for too few questions shows how many there are', async ({ game, page }) => {
    await page.route('**/v1/rounds/start', async (route) => {
      const filters = { difficulty: 'hard', era: '80s', series: ['zelda'] };
      await route.continue({ postData: JSON.stringify({ filters, total: 50 }) });
    });
    await game.open();
    await game.startButton.click();
    await expect(page.getByRole('alert')).toContainText(/only \d+ questions? fits?/);
  });
});

test('play goes on in memory when the browser stores nothing', async ({ game, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await game.startRound();
  await expect(page.getByText(game.t.shell.memoryOnly)).toBeVisible();
  await game.expectResult(await game.playOn(1));
});
