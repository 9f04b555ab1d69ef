/** Language, theme, keyboard and forgetting: each takes effect at once and stays after a reload. */
import { en } from '../src/i18n/en.ts';
import { ja } from '../src/i18n/ja.ts';
import { expect, test } from './fixtures.ts';

test('language and theme take effect and stay', async ({ game, page }) => {
  await game.open('/settings');
  await page.getByRole('radio', { name: '日本語' }).check();
  await expect(game.heading(ja.settings.title)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await page.getByRole('radio', { name: ja.settings.dark }).check();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await page.reload();
  await expect(page.getByRole('radio', { name: ja.settings.dark })).toBeChecked();
  expect(await ground()).toBe(dark);
  await page.getByRole('radio', { name: ja.settings.light }).check();
  expect(await ground()).not.toBe(dark);
  await game.open('/docs/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
});

test('single keys can be switched off', async ({ game, page }) => {
  await game.open('/settings');
  await page.getByRole('checkbox', { name: en.settings.shortcuts }).uncheck();
  await game.startRound();
  await page.keyboard.press('1');
  await page.keyboard.press('s');
  await expect(game.choices.first()).toHaveAttribute('aria-disabled', 'false');
  await expect(page.getByText(en.play.keys)).toBeHidden();
});

test('everything stored can be forgotten', async ({ game, page }) => {
  await game.startRound();
  await game.open('/settings');
  await page.getByRole('radio', { name: en.settings.dark }).check();
  await game.button(en.settings.forget).click();
  await game.button(en.settings.forgetYes).click();
  await expect(page.getByText(en.settings.forgotten).first()).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await expect(page.getByRole('radio', { name: en.settings.system }).last()).toBeChecked();
  await game.open('/play');
  await expect(game.heading(en.play.noRoundTitle)).toBeVisible();
});
