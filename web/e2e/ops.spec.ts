/** The operator's page: a token opens it, and it is as accessible as every other page. The numbers are made up here. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { TELEMETRY_NUMBERS_ROUTE } from '../../shared/telemetry.vocabulary.ts';
import type { TelemetryNumbers } from '../../shared/telemetry-numbers.schema.ts';
import { opsEn } from '../src/ops/texts.en.ts';
import { opsJa } from '../src/ops/texts.ja.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const TOKEN = 'made-up-for-this-test';
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NUMBERS: TelemetryNumbers = {
  from: '2026-11-19',
  to: '2026-11-20',
  timeZone: 'Asia/Tokyo',
  total: { started: 1240, completed: 930, completion: 0.75 },
  days: [
    { date: '2026-11-19', started: 1240, completed: 930, completion: 0.75 },
    { date: '2026-11-20', started: 0, completed: 0, completion: null },
  ],
  tracks: [
    {
      track: 'a',
      title: 'A Rather Long Title ~ With a Second Half',
      game: 'Some Game',
      answers: 900,
      correct: 810,
      wrong: 50,
      timeout: 30,
      skip: 10,
      accuracy: 0.9,
    },
    {
      track: 't00gone',
      title: null,
      game: null,
      answers: 10,
      correct: 1,
      wrong: 9,
      timeout: 0,
      skip: 0,
      accuracy: 0.1,
    },
  ],
};

/** Stands in for the Worker: knows one token. */
async function answerFor(page: Page): Promise<void> {
  await page.route(`**${TELEMETRY_NUMBERS_ROUTE.path}*`, (route) =>
    route.request().headers().authorization === `Bearer ${TOKEN}`
      ? route.fulfill({ json: NUMBERS })
      : route.fulfill({ status: 404, json: {} }),
  );
}

test.describe('the door', () => {
  test.use({ provoked: [FAILED_REQUEST] });

  test('opens for the token, in this tab only, and closes again', async ({ page, context }) => {
    await answerFor(page);
    await page.goto('/ops/');
    const field = page.getByLabel(opsEn.token);
    await field.fill('wrong');
    await page.getByRole('button', { name: opsEn.open }).click();
    await expect(page.getByRole('alert')).toHaveText(opsEn.faults.refused);
    await field.fill(TOKEN);
    await page.getByRole('button', { name: opsEn.open }).click();
    await expect(page.getByRole('table', { name: opsEn.rounds }).getByRole('row')).toHaveCount(3);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole('table', { name: opsEn.tracks })).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKEN);

    const other = await context.newPage();
    await answerFor(other);
    await other.goto('/ops/');
    await expect(other.getByLabel(opsEn.token)).toBeVisible();

    await page.getByRole('button', { name: opsEn.lock }).click();
    await expect(field).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });
});

test('shows the least known track first when asked', async ({ page }) => {
  await answerFor(page);
  await open(page, opsEn);
  const first = page.getByRole('table', { name: opsEn.tracks }).getByRole('rowheader').first();
  await expect(first).toContainText('A Rather Long Title');
  await page.getByLabel(opsEn.order).selectOption('accuracy');
  await expect(first).toContainText('t00gone');
});

for (const [locale, colorScheme, t] of [
  ['en-GB', 'light', opsEn],
  ['en-GB', 'dark', opsEn],
  ['ja-JP', 'light', opsJa],
  ['ja-JP', 'dark', opsJa],
] as const) {
  test.describe(`${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, viewport: { width: 320, height: 640 } });

    test('is accessible and fits 320 pixels, closed and open', async ({ page }) => {
      await answerFor(page);
      await page.goto('/ops/');
      await expect(page.getByLabel(t.token)).toBeVisible();
      await expectAccessible(page);
      await open(page, t);
      await expectAccessible(page);
    });
  });
}

async function open(page: Page, t: Pick<typeof opsEn, 'token' | 'open' | 'rounds'>): Promise<void> {
  await page.goto('/ops/');
  await page.getByLabel(t.token).fill(TOKEN);
  await page.getByRole('button', { name: t.open }).click();
  await expect(page.getByRole('table', { name: t.rounds })).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
