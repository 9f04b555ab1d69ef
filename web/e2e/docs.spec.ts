/** The API viewer lives on the document of this very server and needs nothing else. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { ROUTES } from '../../shared/routes.ts';
import { apiEn } from '../src/docs/texts.en.ts';
import { expect, test } from './fixtures.ts';

/** The operation with its form open. */
async function tried(page: Page, id: string): Promise<Locator> {
  const operation = page.locator(`#${id}`);
  await operation.getByText(apiEn.details, { exact: true }).click();
  await operation.getByText(apiEn.tryIt, { exact: true }).click();
  return operation;
}

test('lists every operation of the document', async ({ game, page, request }) => {
  const { paths } = (await (await request.get('/openapi.json')).json()) as { paths: Record<string, object> };
  await game.open('/docs');
  const index = page.getByRole('navigation', { name: apiEn.operations });
  for (const [path, item] of Object.entries(paths)) {
    await expect(index.getByText(path, { exact: true })).toHaveCount(Object.keys(item).length);
  }
  await expect(page.getByRole('article')).toHaveCount(await index.getByRole('link').count());
});

test('opens at the operation that a link names', async ({ game, page }) => {
  await game.open('/docs/#answerQuestion');
  const operation = page.getByRole('article').filter({ has: page.getByText(ROUTES.roundsNext.path, { exact: true }) });
  await expect(operation.getByRole('heading', { level: 3 })).toBeInViewport();
  await expect(operation.getByText(apiEn.example, { exact: true })).toBeVisible();

  const other = page.locator('#getHealth');
  await expect(other.getByText(apiEn.example, { exact: true })).toHaveCount(0);
  await page.getByRole('navigation', { name: apiEn.operations }).getByText(ROUTES.health.path, { exact: true }).click();
  await expect(other.getByText(apiEn.example, { exact: true })).toBeInViewport();
});

test('tries an operation, and the token of its answer goes into the next one', async ({ game, page }) => {
  await game.open('/docs/');
  const start = await tried(page, 'startRound');
  await start.getByRole('button', { name: apiEn.send }).click();
  const answer = start.getByRole('region', { name: apiEn.answer });
  await expect(answer).toContainText('200');
  await expect(answer).toContainText('x-request-id');
  await expect(answer).toContainText('continuationToken');

  const next = await tried(page, 'answerQuestion');
  await next.getByRole('button', { name: apiEn.refill }).click();
  await next.getByRole('button', { name: apiEn.send }).click();
  await expect(next.getByRole('region', { name: apiEn.answer })).toContainText('"reveal"');
});

test.describe("an operator's route", () => {
  test.use({ provoked: [/status of 404/] });

  test('is not there without the token, and answers with it, for every operation of the page', async ({
    game,
    page,
  }) => {
    const secrets = process.env.E2E_SECRETS_FILE ?? '';
    test.skip(secrets === '', 'E2E_SECRETS_FILE is needed for the admin token; npm test sets it');
    const token = /^ADMIN_TOKEN=(.+)$/m.exec(readFileSync(secrets, 'utf8'))?.[1] ?? '';
    await game.open('/docs/');
    const send = (operation: Locator) => operation.getByRole('button', { name: apiEn.send }).click();
    const answerOf = (operation: Locator) => operation.getByRole('region', { name: apiEn.answer });

    const role = await tried(page, 'getRole');
    // The address is not complete: the form does not send it.
    await send(role);
    await expect(answerOf(role)).toHaveCount(0);
    await role.getByRole('textbox', { name: 'name' }).fill('admin');
    await send(role);
    await expect(answerOf(role)).toContainText('not_found');
    await role.getByLabel(apiEn.credential).fill(token);
    await send(role);
    await expect(answerOf(role)).toContainText('"precedence"');

    const subjects = await tried(page, 'listSubjects');
    await subjects.getByRole('textbox', { name: 'limit' }).fill('2');
    await send(subjects);
    await expect(answerOf(subjects)).toContainText('"subjects"');
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(token);
  });
});

test('offers no form for what a browser must walk through', async ({ game, page }) => {
  await game.open('/docs/');
  await page.locator('#signIn').getByText(apiEn.details, { exact: true }).click();
  await expect(page.locator('#signIn')).toContainText(apiEn.walked);
  await expect(page.locator('#signIn form')).toHaveCount(0);
});

test.describe('a refused request', () => {
  test.use({ provoked: [/status of 400/] });

  test('shows its status and error', async ({ game, page }) => {
    await game.open('/docs/');
    const start = await tried(page, 'startRound');
    await start.getByRole('textbox', { name: apiEn.body }).fill('{');
    await expect(start.getByText(apiEn.bodyWrong)).toBeVisible();
    await start.getByRole('button', { name: apiEn.send }).click();
    await expect(start.getByRole('region', { name: apiEn.answer })).toContainText('bad_request');
  });
});
