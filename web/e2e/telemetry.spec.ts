/** What the game reports of itself: it reaches the operator's page, and nothing leaves where the browser asks for that. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { ROUTES } from '../../shared/routes.ts';
import { TELEMETRY_NUMBERS_ROUTE } from '../../shared/telemetry.vocabulary.ts';
import type { TelemetryNumbers } from '../../shared/telemetry-numbers.schema.ts';
import { opsEn } from '../src/ops/texts.en.ts';
import { STORAGE_KEYS } from '../src/storage/storage-keys.ts';
import { expect, test } from './fixtures.ts';

const SECRETS_FILE = process.env.E2E_SECRETS_FILE ?? '';

/** Bodies of the page's requests to the telemetry route, as long as it is there: what it sends in parting is not seen. */
function reportsOf(page: Page): string[] {
  const bodies: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === ROUTES.telemetry.path) bodies.push(request.postData() ?? '');
  });
  return bodies;
}

/** Lets the page believe that its tab is out of sight, which is when it sends what it has. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

test('a round shows on the page of the operator, once, also after a reload', async ({ game, page, request }) => {
  test.skip(SECRETS_FILE === '', 'E2E_SECRETS_FILE is needed for the admin token; npm test sets it');
  const token = /^ADMIN_TOKEN=(.+)$/m.exec(readFileSync(SECRETS_FILE, 'utf8'))?.[1] ?? '';
  const totals = async (): Promise<TelemetryNumbers['total']> => {
    const response = await request.get(TELEMETRY_NUMBERS_ROUTE.path, { headers: { Authorization: `Bearer ${token}` } });
    return ((await response.json()) as TelemetryNumbers).total;
  };
  const before = await totals();
  const reports = reportsOf(page);

  await game.startRound();
  const first = await game.answer(0);
  await page.reload();
  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
  await hide(page);
  await expect.poll(() => reports.length).toBeGreaterThan(0);
  for (const body of reports) expect(body, 'no token').not.toMatch(/eyJ/);
  await page.goto('/ops/');
  await expect.poll(totals).toMatchObject({ started: before.started + 1, completed: before.completed + 1 });

  await page.getByLabel(opsEn.token).fill(token);
  await page.getByRole('button', { name: opsEn.open }).click();
  const shown = (label: string) => page.locator('dl div').filter({ has: page.getByText(label, { exact: true }) });
  await expect(shown(opsEn.started)).toContainText(String(before.started + 1));
  await expect(shown(opsEn.completed)).toContainText(String(before.completed + 1));
  await expect(page.getByRole('table', { name: opsEn.tracks })).toBeVisible();
});

for (const [wish, value] of [
  ['doNotTrack', '1'],
  ['globalPrivacyControl', true],
] as const) {
  test(`nothing is reported when the browser says ${wish}`, async ({ game, page }) => {
    await page.addInitScript(([name, said]) => Object.defineProperty(navigator, name, { get: () => said }), [
      wish,
      value,
    ] as const);
    const reports = reportsOf(page);
    await game.startRound();
    await game.expectResult(await game.playOn(1));
    expect(await page.evaluate((key) => sessionStorage.getItem(key), STORAGE_KEYS.telemetry)).toBeNull();
    await hide(page);
    await page.goto('/docs/');
    expect(reports).toEqual([]);
  });
}
